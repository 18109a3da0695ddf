"""Quote marks lost, left over or moved: edits of characters, because tokens cannot be trusted there."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from handlers.repair.synthesis.proposals.edit import Proposal, Splice
from handlers.repair.synthesis.scene import Scene
from handlers.repair.synthesis.tokens import CLOSERS, OPENERS, tokenize

_PIECE = re.compile(r"\w+|[^\w\s]|\s+")
# The kinds of fault a lost quote mark may show as.
_KINDS = frozenset(
    {"string", "invalid", "comma", "number", "never-closed", "unmatched", "mismatch", "fstring", "character", "zeros"}
    | {"dict-colon", "expected", "colon", "continuation", "assign", "equal", "print"}
)
_WIDEST = 400
_MOST = 40


def propose(scene: Scene) -> Iterator[Proposal]:
    """Marks put in, taken out or moved on the fault's line, the likeliest first."""
    if scene.fault.kind not in _KINDS:
        return
    number = min(scene.fault.line, len(scene.lines))
    line = scene.lines[number - 1]
    text = scene.source[line.start : line.end]
    if not ('"' in text or "'" in text) or len(text) > _WIDEST:
        return
    if scene.fault.kind == "string":
        yield from _joins(scene, number)
    yield from _outermost(scene, number)
    if scene.fault.kind != "string" and not _doubtful(text):
        return
    ranked = sorted(_edits(text), key=lambda edit: badness(_applied(text, edit[1])))
    for kind, cuts in ranked[:_MOST]:
        yield Proposal(kind, (), (), tuple(Splice(line.start + c.start, line.start + c.end, c.text) for c in cuts))


def _joins(scene: Scene, number: int) -> Iterator[Proposal]:
    """A string that a careless formatter broke over two or three lines, on one line again."""
    line = scene.lines[number - 1]
    end = line.end
    cuts: tuple[Splice, ...] = ()
    for following in scene.lines[number : number + 2]:
        before = scene.source[end - 1 : end]
        text = (
            ""
            if before in "{([ " or scene.source[following.start + len(following.indent) :][:1] in ("}", ")", "]")
            else " "
        )
        cuts += (Splice(end, following.start + len(following.indent), text),)
        end = following.end
        yield Proposal("join-string", (), (), cuts)


def _outermost(scene: Scene, number: int) -> Iterator[Proposal]:
    """Marks of another kind for the first and the last of a line whose string holds its own kind inside."""
    line = scene.lines[number - 1]
    text = scene.source[line.start : line.end]
    for mark in ('"', "'"):
        first, last = text.find(mark), text.rfind(mark)
        if text.count(mark) < 3 or not text[first + 1 : last].strip():
            continue
        other = "'" if mark == '"' else '"'
        triple = mark * 3
        if other not in text[first:last]:
            yield Proposal("requote", cuts=_at(line.start, (first, last), other))
        yield Proposal("requote-triple", cuts=_at(line.start, (first, last), triple))
        inner = [place for place in range(first + 1, last) if text[place] == mark]
        if other not in text and len(inner) < 9:
            yield Proposal("requote-inner", cuts=_at(line.start, inner, other))


def _at(start: int, places: Sequence[int], mark: str) -> tuple[Splice, ...]:
    return tuple(Splice(start + place, start + place + 1, mark) for place in places)


def badness(text: str) -> tuple[int, int]:
    """How far a line is from one whose strings and brackets are in order."""
    tokens = tokenize(text)
    stack: list[str] = []
    wrong = 0
    for token in tokens:
        if token.kind == "BAD":
            wrong += 3
        elif token.kind == "STRING" and odd_string(token.text):
            wrong += 2
        elif token.text in OPENERS:
            stack.append(token.text)
        elif token.text in CLOSERS:
            if stack and stack[-1] == CLOSERS[token.text]:
                stack.pop()
            else:
                wrong += 1
    values = ("NAME", "STRING", "NUMBER", "BAD")
    beside = sum(a.kind in values and b.kind in values for a, b in itertools.pairwise(tokens))
    return wrong + len(stack) + beside, len(text)


def odd_string(text: str) -> bool:
    """Whether a string's text looks like what stands between two strings."""
    body = text.lstrip("rRbBuUfF").strip("\"'")
    return (
        body[:1] in (",", ")", "]", "}", ":", "=")
        or body.rstrip()[-1:] in ("(", "[", "{", "=")
        or body[:2] in (" =", '("')
    )


def _doubtful(text: str) -> bool:
    if text.count('"') % 2 or text.count("'") % 2:
        return True
    strings = [token.text for token in tokenize(text) if token.kind == "STRING"]
    return any(odd_string(string) or set(string) & set("()[]{}") for string in strings) and badness(text)[0] > 0


def _edits(text: str) -> Iterator[tuple[str, tuple[Splice, ...]]]:
    marks = [i for i, mark in enumerate(text) if mark in "\"'"]
    kinds = sorted({text[i] for i in marks}, key=lambda mark: -text.count(mark))[:2]
    begin = len(text) - len(text.lstrip())
    places = [m.start() for m in _PIECE.finditer(text) if m.start() >= begin] + [len(text)]
    for place in places:
        for mark in kinds:
            yield "quote-in", (Splice(place, place, mark),)
    for place in marks:
        yield "quote-out", (Splice(place, place + 1, ""),)
    for place in marks[-4:] + marks[:2]:
        for goal in places:
            if goal not in (place, place + 1):
                pair = (Splice(place, place + 1, ""), Splice(goal, goal, text[place]))
                yield "quote-move", tuple(sorted(pair))


def _applied(text: str, cuts: tuple[Splice, ...]) -> str:
    for cut in reversed(cuts):
        text = text[: cut.start] + cut.text + text[cut.end :]
    return text
