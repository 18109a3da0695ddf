"""Small slips made in healthy code, to learn where mends of one kind belong: people's own are too few for that."""

from __future__ import annotations

import ast
import random
import textwrap
from collections.abc import Iterable, Iterator

from handlers.repair.synthesis.fault import find_fault
from handlers.repair.synthesis.tokens import Token, tokenize

_LONGEST, _SHORTEST = 14, 1
_EACH = 3
# How often a token of this text is lost, taken for another, or written twice, against the others.
_LOST = {")": 8, "]": 5, "}": 5, "(": 4, "[": 2, "{": 2, ",": 6, ":": 6, "=": 2, ".": 1, "in": 1, "def": 1, "import": 1}
_TWICE = {")": 3, "]": 1, "}": 1, "(": 2, ",": 1, ":": 1}
_SWAPPED = {")": ("]", "}"), "]": (")", "}"), "}": (")", "]"), "==": ("=",), ",": (".", ";"), ":": (";", ",", "=")}
_SHAPES = ("lost", "lost", "lost", "twice", "swapped", "mark", "body", "run")


def slips(sources: Iterable[str], count: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Up to `count` pairs of hurt and healthy texts of a few lines, from `sources`."""
    dice = random.Random(seed)
    found = 0
    for source in sources:
        places = list(pieces(source))
        for piece in dice.sample(places, min(_EACH, len(places))):
            hurt = slip(piece, dice)
            if hurt is not None and find_fault(hurt) is not None:
                found += 1
                yield hurt, piece
        if found >= count:
            return


def pieces(source: str) -> Iterator[str]:
    """Runs of statements of a text that compile by themselves and are as short as what people ask about."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return
    lines = source.split("\n")
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if not isinstance(body, list):
            continue
        for index in range(0, len(body), 3):
            last = min(index + 2, len(body) - 1)
            first, end = body[index].lineno - 1, body[last].end_lineno
            text = textwrap.dedent("\n".join(lines[first:end]))
            if _SHORTEST <= end - first <= _LONGEST and "\t" not in text and find_fault(text) is None:
                yield text


def slip(text: str, dice: random.Random) -> str | None:
    """The text with one slip, or None where it offers no place for the sort of slip the dice chose."""
    shape = dice.choice(_SHAPES)
    if shape in ("body", "run"):
        return _moved(text, dice, shape)
    tokens = tokenize(text)
    if shape == "mark":
        return _unmarked(text, tokens, dice)
    odds = {"lost": _LOST, "twice": _TWICE, "swapped": dict.fromkeys(_SWAPPED, 1)}[shape]
    chosen = [token for token in tokens if token.text in odds and token.kind in ("OP", "KEYWORD")]
    if not chosen:
        return None
    token = dice.choices(chosen, [odds[token.text] for token in chosen])[0]
    new = {"lost": "", "twice": token.text * 2, "swapped": dice.choice(_SWAPPED.get(token.text, ("",)))}[shape]
    return text[: token.start] + new + text[token.end :]


def _unmarked(text: str, tokens: list[Token], dice: random.Random) -> str | None:
    strings = [
        token for token in tokens if token.kind == "STRING" and "\n" not in token.text and token.text[:3] != '"""'
    ]
    if not strings:
        return None
    token = dice.choice(strings)
    place = dice.choice((token.end - 1, token.start + len(token.text) - len(token.text.lstrip("rRbBuUfF"))))
    return text[:place] + text[place + 1 :]


def _moved(text: str, dice: random.Random, shape: str) -> str | None:
    """A body moved out to its header, or a run of lines moved in."""
    lines = text.split("\n")
    if shape == "body":
        heads = [i for i, line in enumerate(lines[:-1]) if line.rstrip().endswith(":") and _deeper(lines, i)]
        if not heads:
            return None
        first = dice.choice(heads) + 1
        step = _width(lines[first]) - _width(lines[first - 1])
        last = next((i for i in range(first, len(lines)) if _width(lines[i]) < _width(lines[first])), len(lines))
        return "\n".join([*lines[:first], *(line[step:] for line in lines[first:last]), *lines[last:]])
    first = dice.randrange(len(lines))
    last = dice.randint(first + 1, len(lines))
    return "\n".join([*lines[:first], *("    " + line for line in lines[first:last]), *lines[last:]])


def _deeper(lines: list[str], index: int) -> bool:
    return _width(lines[index + 1]) > _width(lines[index])


def _width(line: str) -> int:
    return len(line) - len(line.lstrip(" ")) if line.strip() else 10**6
