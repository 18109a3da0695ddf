"""Pairs put around something: parentheses of a call, brackets of a literal, quotes of a word or of a phrase."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.repair.synthesis.proposals.edit import Change, Proposal
from handlers.repair.synthesis.scene import Scene
from handlers.repair.synthesis.tokens import CLOSERS, OPENERS, ends_value, starts_value

_NO_SIGNS = frozenset("()[]{},")
_PAIRS = (("(", ")"), ("[", "]"), ("{", "}"))


def propose(scene: Scene) -> Iterator[Proposal]:
    """Wrapped values, whole statements, and quoted words near the fault."""
    if not scene.tokens:
        return
    line = scene.line_of(min(scene.at, len(scene.tokens) - 1))
    yield from _line(scene, line)
    yield from _everything(scene, line)
    yield from _quotes(scene, line)
    yield from _signs(scene, line)


def _line(scene: Scene, line: int) -> Iterator[Proposal]:
    begin, end = scene.span(line)
    tokens = scene.tokens
    last = end - 1 if end > begin and tokens[end - 1].text == ":" else end
    for gap in range(max(begin, scene.at - 5), min(end, scene.at + 4)):
        if not starts_value(tokens[gap]):
            continue
        stops = {last, end, _element_end(scene, gap, end)} | set(range(gap + 1, min(end, gap + 6)))
        for stop in sorted(stops):
            if stop <= gap or not ends_value(tokens[stop - 1]) or not _balanced(scene, gap, stop):
                continue
            for opener, closer in _PAIRS if stop in (last, end) or gap == begin else _PAIRS[:2]:
                yield Proposal("wrap", (Change(gap, gap, (opener,)), Change(stop, stop, (closer,))))
            if gap and tokens[gap].text in ("(", "[") and stop == scene.brackets.partner.get(gap, -2) + 1:
                continue


def _everything(scene: Scene, line: int) -> Iterator[Proposal]:
    """The text, or what follows an assignment, from the fault's line on, in one pair of brackets."""
    tokens = scene.tokens
    final = len(tokens) - 1 if tokens[-1].kind == "NL" else len(tokens)
    begin = scene.span(line)[0]
    starts = {0, begin, scene.at}
    for index in range(begin, min(len(tokens), begin + 8)):
        if tokens[index].text in ("=", ":", "return", ">>>"):
            starts.add(index + 1)
    for start in sorted(starts):
        if start < final and _balanced(scene, start, final) and starts_value(tokens[start]):
            for opener, closer in _PAIRS:
                yield Proposal("wrapall", (Change(start, start, (opener,)), Change(final, final, (closer,))))


def _element_end(scene: Scene, index: int, end: int) -> int:
    """Where the comma-separated element that opens at `index` ends."""
    depth = 0
    for position in range(index, end):
        text = scene.tokens[position].text
        if text in OPENERS:
            depth += 1
        elif text in CLOSERS:
            depth -= 1
            if depth < 0:
                return position
        elif text == "," and depth == 0:
            return position
    return end


def _balanced(scene: Scene, begin: int, end: int) -> bool:
    depth = 0
    for token in scene.tokens[begin:end]:
        if token.kind == "OP" and token.text in OPENERS:
            depth += 1
        elif token.kind == "OP" and token.text in CLOSERS:
            depth -= 1
            if depth < 0:
                return False
    return depth == 0


def _quotes(scene: Scene, line: int) -> Iterator[Proposal]:
    begin, end = scene.span(line)
    tokens = scene.tokens
    for first in range(max(begin, scene.at - 5), min(end, scene.at + 3)):
        if tokens[first].kind not in ("NAME", "KEYWORD", "NUMBER") and tokens[first].text not in "-/.%*<@#$":
            continue
        stops = {_element_end(scene, first, end)} | set(range(first + 1, min(end, first + 5) + 1))
        for stop in sorted(stops):
            if stop <= first or any(token.kind in ("STRING", "BAD", "NL") for token in tokens[first:stop]):
                continue
            text = scene.source[tokens[first].start : tokens[stop - 1].end]
            if "\n" not in text and "'" not in text:
                yield Proposal("quote", (Change(first, stop, (f"'{text}'",)),))


def _signs(scene: Scene, line: int) -> Iterator[Proposal]:
    """Quotes around a sign that stands alone as an element."""
    begin, end = scene.span(line)
    tokens = scene.tokens
    for index in range(max(begin, scene.at - 3) + 1, min(end, scene.at + 4) - 1):
        before, sign, after = (token.text for token in tokens[index - 1 : index + 2])
        alone = before in ("(", "[", ",", "=") and after in (")", "]", ",", ":")
        if alone and tokens[index].kind in ("OP", "ODD") and sign not in _NO_SIGNS:
            yield Proposal("quote", (Change(index, index + 1, (f"'{sign}'",)),))
