"""Pairs of brackets around whole elements: the values under a key, what a comprehension yields, the rows of a table."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.repair.synthesis.proposals.edit import Change, Proposal
from handlers.repair.synthesis.scene import Scene
from handlers.repair.synthesis.tokens import CLOSERS, OPENERS

_PAIRS = (("[", "]"), ("(", ")"), ("{", "}"))
_MOST = 40
_FAR = 300


def propose(scene: Scene) -> Iterator[Proposal]:
    """Brackets for what stands in the groups around the fault, and for the rows on the lines around it."""
    if not scene.tokens or scene.at > len(scene.tokens):
        return
    for opener, end in _groups(scene):
        elements = list(_elements(scene, opener, end))
        if scene.tokens[opener].text == "{":
            yield from _values(elements)
        else:
            yield from _entries(elements)
        yield from _yielded(scene, opener, end)
        yield from _contents(scene, opener, end)
    yield from _rows(scene)


def _groups(scene: Scene) -> Iterator[tuple[int, int]]:
    """The two innermost brackets open at the fault, each with the index where what it holds ends."""
    depth, found = 0, 0
    for index in range(min(scene.at, len(scene.tokens)) - 1, max(-1, scene.at - _FAR), -1):
        text = scene.tokens[index].text
        if text in CLOSERS:
            depth += 1
        elif text in OPENERS:
            depth -= 1
            if depth < 0:
                depth, found = 0, found + 1
                yield index, scene.brackets.partner.get(index, min(len(scene.tokens), index + _FAR))
                if found == 2:
                    return


def _elements(scene: Scene, opener: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The elements of a group without line ends around them: begin, index of a colon or -1, end."""
    tokens, level = scene.tokens, scene.tokens[opener].depth + 1
    begin, colon = opener + 1, -1
    for index in range(opener + 1, end + 1):
        token = tokens[index] if index < end else None
        if token is not None and token.kind == "NL" and begin == index:
            begin = index + 1
        elif token is None or (token.text == "," and token.depth == level):
            stop = index - 1 if index > begin and tokens[index - 1].kind == "NL" else index
            if stop > begin:
                yield begin, colon, stop
            begin, colon = index + 1, -1
        elif token.text == ":" and token.depth == level and colon < 0:
            colon = index


def _values(elements: list[tuple[int, int, int]]) -> Iterator[Proposal]:
    """One pair of brackets around the values of each key that has several."""
    runs: list[tuple[int, int, int]] = []
    for _, colon, end in elements:
        if colon >= 0:
            runs.append((colon + 1, end, 1))
        elif runs:
            first, _, count = runs[-1]
            runs[-1] = (first, end, count + 1)
    several = [(first, end) for first, end, count in runs if count > 1 and first < end]
    if 0 < len(several) <= _MOST:
        for pair in _PAIRS:
            yield Proposal("wrap-values", tuple(c for first, end in several for c in _around(first, end, pair)))


def _entries(elements: list[tuple[int, int, int]]) -> Iterator[Proposal]:
    """Braces around the entries of a dictionary that stand among other elements."""
    runs: list[tuple[int, int]] = []
    joined = False
    for begin, colon, end in elements:
        if colon >= 0 and joined:
            runs[-1] = (runs[-1][0], end)
        elif colon >= 0:
            runs.append((begin, end))
        joined = colon >= 0
    if 0 < len(runs) <= _MOST:
        yield Proposal("wrap-entries", tuple(c for run in runs for c in _around(*run, ("{", "}"))))


def _yielded(scene: Scene, opener: int, end: int) -> Iterator[Proposal]:
    """Brackets around several values in front of `for`."""
    level = scene.tokens[opener].depth + 1
    for index in range(opener + 2, end):
        token = scene.tokens[index]
        if token.depth == level and token.text == "for":
            for pair in _PAIRS[:2]:
                yield Proposal("wrap-yielded", _around(opener + 1, index, pair))
            return


def _contents(scene: Scene, opener: int, end: int) -> Iterator[Proposal]:
    """A second pair of brackets around all that a group holds."""
    if end - opener > 2 and end < len(scene.tokens):
        for pair in _PAIRS:
            yield Proposal("wrap-contents", _around(opener + 1, end, pair))


def _around(begin: int, end: int, pair: tuple[str, str]) -> tuple[Change, Change]:
    return Change(begin, begin, (pair[0],)), Change(end, end, (pair[1],))


def _rows(scene: Scene) -> Iterator[Proposal]:
    """The lines around the fault that are rows of a table, with the assignment above them, as one literal."""
    line = scene.line_of(min(scene.at, len(scene.tokens) - 1))
    numbers = [line] if _row(scene, line) else []
    for step in (-1, 1):
        number = scene.near(line, step)
        while number and len(numbers) < _MOST and _row(scene, number):
            numbers.append(number)
            number = scene.near(number, step)
    if not numbers:
        return
    numbers.sort()
    first = _head(scene, scene.near(numbers[0], -1))
    ends = [scene.span(number)[1] for number in numbers]
    if first is None:
        first = scene.span(numbers[0])[0]
    else:
        ends.insert(0, scene.span(scene.line_of(first))[1])
    if len(ends) < 2:
        return
    last = ends[-1] - 1 if scene.tokens[ends[-1] - 1].text in (",", ";") else ends[-1]
    commas = [end for end in ends[:-1] if end > first and scene.tokens[end - 1].text != ","]
    for opener, closer in _PAIRS:
        changes = (Change(first, first, (opener,)), *(Change(end, end, (",",)) for end in commas if end > first))
        yield Proposal("rows", (*changes, Change(last, last, (closer,))))


def _row(scene: Scene, line: int) -> bool:
    """Whether the line opens with a bracket and closes all it opens."""
    begin, end = scene.span(line)
    tokens = scene.tokens[begin:end]
    if not tokens or tokens[0].text not in OPENERS:
        return False
    net = sum((token.text in OPENERS) - (token.text in CLOSERS) for token in tokens if token.kind == "OP")
    return net == 0 and tokens[-1].text in (*CLOSERS, ",")


def _head(scene: Scene, line: int) -> int | None:
    """The index behind the `=` of a line that assigns a row, or nothing yet."""
    begin, end = scene.span(line) if line else (0, 0)
    for index in range(begin, end):
        if scene.tokens[index].text == "=":
            rest = scene.tokens[index + 1 : end]
            fits = bool(rest) and rest[0].text in OPENERS and rest[-1].text in (*CLOSERS, ",")
            return index + 1 if fits else None
    return None
