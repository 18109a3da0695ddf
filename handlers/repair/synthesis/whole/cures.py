"""Cures for one line damaged by careless text substitution: quotes lost, moved or glued, stray words before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from handlers.repair.synthesis.whole.sound import balance, sound
from handlers.repair.synthesis.whole.stray import without

_MOST, _LETTERS = 400, 40_000  # texts tried for one line, and letters in them
_LONG, _TOO_LONG = 400, 4_000  # letters of a line that gets no pair of quotes, and of one that is not cured at all
_KEPT = 8
_STRANGE = 0.4  # from which on a line that could stand is looked at as well
_STRINGS = re.compile(
    r"(?P<prefix>\b[rRbBfFuU]{1,2})?(?P<quote>[\"'])(?P<body>(?:\\.|(?!(?P=quote))[^\\\n])*)(?P=quote)"
)
_OPENS = re.compile(r"(?<=[(\[{,=:+%\s])(?=[^\s)\]},=:])|(?<=[\s(\[{,=+%][fFrRbBuU])(?=[^\s)\]},=:.(])")
_CLOSES = re.compile(r"(?<=[^\s(\[{,=])(?=\s*[)\]},:]|\s*$|\s+(?:in|not|as|for|if|is|and|or|%|\+|==)\s|\.\w+\()")
_QUOTES = ('"', "'")
_CODE_INSIDE = re.compile(r"^\w+=\w|, *\w+=|[,=] *[^\w\s]?\w+\(|^\w+(?:\.\w+)*\(")
_STATEMENT = re.compile(
    r"(?:assert|return|async|def|class|for|while|if|elif|else|with|try|except|import|from)\b|[\w.]+ ?=|[\w.]+\("
)
_SWALLOWED = re.compile(r"\s(?:in|not|is|==|!=|and|or)(?:\s|$)")
_HOLES = re.compile(r"\{[A-Za-z_]\w*(?:[.\[(][^{}]*)?(?:[:!][^{}]*)?\}")


class Cure(NamedTuple):
    """A line that could stand in a program, and what it took; lower is likelier."""

    price: float
    line: str


def cures(line: str, favourite: str = '"', *, alone: bool = False) -> list[Cure]:
    """The likeliest sound lines that `line` may have been, best first; it itself, at no price, where it is sound.

    `favourite` is the quote that is put in where the line has none; `alone` says that the line is refused by itself,
    so that others are looked for even if it could stand somewhere.
    """
    found = {line: 0.0} if sound(line) else {}
    if len(line) > _TOO_LONG:
        return [Cure(price, own) for own, price in found.items()]
    if found and not alone and strangeness(line) < _STRANGE:
        return [Cure(0.0, line)]
    tried, left = {line}, _LETTERS
    for price, trial in sorted(set(_trials(line, favourite))):
        if len(tried) >= _MOST or left < 0:
            break
        if trial in tried or balance(trial).broken:
            continue
        tried.add(trial)
        left -= len(trial)
        total = price + strangeness(trial)
        if (len(found) < _KEPT or total < max(found.values())) and sound(trial):
            found[trial] = total
    return sorted(Cure(price, trial) for trial, price in found.items())[:_KEPT]


def _trials(line: str, favourite: str) -> Iterator[tuple[float, str]]:
    """Texts `line` may have been, sound or not, with their prices."""
    yield from without(line)
    text = line.rstrip()
    yield from _requoted(text, favourite)
    if text[-1] in "\"'":
        bare = text[:-1]
        for price, trial in _closed(bare, text[-1]):
            yield price + 0.8, trial
        for price, trial in _inserted(bare, text[-1], glued=True):
            yield price + 1.4, trial
        if bare.endswith(","):
            for price, trial in _closed(bare[:-1], text[-1]):
                yield price + 0.9, trial
            for price, trial in _inserted(bare[:-1], text[-1], glued=True):
                yield price + 1.5, trial
            yield 2.0, bare[:-1]
        yield 2.5, bare


def _requoted(text: str, favourite: str) -> Iterator[tuple[float, str]]:
    """One quote put in, two put in, or one moved."""
    for rank, quote in enumerate(_quotes(text, favourite)):
        dearer = 0.2 * rank
        for price, trial in _opened(text, quote):
            yield price + 1.0 + dearer, trial
        for price, trial in _closed(text, quote):
            yield price + 1.0 + dearer, trial
        for price, trial in _inserted(text, quote, glued=False):
            yield price + 1.7 + dearer, trial
    for found in re.finditer(r"[\"']", text[:-1]):
        bare = text[: found.start()] + text[found.end() :]
        yield 2.5, bare
        if text[found.start() - 1 : found.start()] in tuple(")]}") or text[found.end() : found.end() + 1] in tuple(
            ",)"
        ):
            for price, trial in _closed(bare, found.group()):
                yield price + 2.0, trial


def _quotes(text: str, favourite: str) -> list[str]:
    """The quotes to put in: one the line has an odd number of first, then one it has at all, then the file's."""
    return sorted(_QUOTES, key=lambda quote: (text.count(quote) % 2 == 0, quote not in text, quote != favourite))


def _opened(text: str, quote: str) -> Iterator[tuple[float, str]]:
    for found in _OPENS.finditer(text):
        yield 0.0, text[: found.start()] + quote + text[found.start() :]


def _closed(text: str, quote: str) -> Iterator[tuple[float, str]]:
    for found in _CLOSES.finditer(text):
        yield 0.0, text[: found.start()] + quote + text[found.start() :]


def _inserted(text: str, quote: str, *, glued: bool) -> Iterator[tuple[float, str]]:
    """A pair of quotes around a run of characters; `glued` takes only those behind a string's prefix first."""
    if len(text) > _LONG:
        return
    for first in _OPENS.finditer(text):
        prefix = text[first.start() - 1 : first.start()] in tuple("fFrRbBuU")
        for last in _CLOSES.finditer(text, first.start() + 1):
            price = 0.0 if not glued or prefix else 0.5
            yield (
                price,
                text[: first.start()] + quote + text[first.start() : last.start()] + quote + text[last.start() :],
            )


def strangeness(line: str) -> float:
    """How unlike a healthy line's its strings and brackets are."""
    state = balance(line)
    score = 0.7 * bool(state.openers and state.code.rstrip()[-1:] not in tuple("([{,"))
    score += 0.5 * bool(state.closers and line.lstrip()[0] not in ")]}")
    return score + sum(_string(found, line) for found in _STRINGS.finditer(line))


def _string(found: re.Match[str], line: str) -> float:
    """How unlike a healthy string one of a line is: by its edges, by code in it, by what touches it."""
    body, prefix = found["body"], (found["prefix"] or "").lower()
    before, after = line[: found.start()], line[found.end() : found.end() + 1]
    score = 0.8 * (after.isalnum() or after in _QUOTES) + 0.8 * (before[-1:].isalnum() or before[-1:] in _QUOTES)
    if not body:
        return score
    score += 0.6 * (body[0] in ",)]}:;") + 0.5 * (body[-1] in ",([{=")
    score += 0.4 * (body[0] == " ") + 0.3 * (body[-1] == " ")
    score += 0.8 * bool(re.search(r"[)\]}],$", body))
    inner = balance(re.sub(r"[\"'#]", "", body))
    score += 0.8 * bool(inner.closers) + 0.8 * bool(inner.openers)
    score += 0.7 * any(body.count(quote) % 2 for quote in '"' + "'" * (not re.search(r"\w'\w", body)))
    score += 0.6 * bool(_CODE_INSIDE.search(body))
    if not before.strip():
        score += 2.0 * bool(_STATEMENT.match(body))
    if _SWALLOWED.search(body) and before.split()[-1:] in (["assert"], ["if"], ["elif"], ["while"], ["and"], ["or"]):
        score += 0.5
    holes = _HOLES.search(body)
    if "f" in prefix:
        return score + (-0.7 if holes else 0.6)
    return score + 0.4 * bool(holes) + 0.5 * bool(prefix)
