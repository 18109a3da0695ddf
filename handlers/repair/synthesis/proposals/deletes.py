"""Removals: stray tokens, ranges of them, whole lines that are no code."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.repair.synthesis.proposals.edit import Change, Proposal
from handlers.repair.synthesis.scene import Scene

_BEFORE, _AFTER = 5, 3
_LONGEST = 60  # tokens of a line's head
_EMPHASIS = ("*", "**", "`", "$", "<", "_")


def propose(scene: Scene) -> Iterator[Proposal]:
    """Tokens, runs of tokens, bracketed groups, ends and beginnings of lines, lines, and equal strays all at once."""
    if not scene.tokens:
        return
    yield from _tokens(scene)
    yield from _runs(scene)
    yield from _groups(scene)
    yield from _lines(scene)
    yield from _doubles(scene)
    yield from _repeated(scene)


def _window(scene: Scene) -> list[int]:
    tokens = scene.tokens
    found = set(range(max(0, scene.at - _BEFORE), min(len(tokens), scene.at + _AFTER)))
    found.update(range(scene.at, min(scene.upto, scene.at + 20, len(tokens))))
    line = scene.line_of(min(scene.at, len(tokens) - 1))
    for number in (line, scene.near(line, -1)):
        if number:
            begin, end = scene.span(number)
            found.update((begin, begin + 1, end - 1))
            if number == line and end - begin < 20:
                found.update(range(begin, end))
    found.update(scene.brackets.open[:4])
    found.update(scene.brackets.open[-4:])
    found.update(scene.brackets.stray[:4])
    return sorted(index for index in found if 0 <= index < len(tokens) and tokens[index].kind != "NL")


def _tokens(scene: Scene) -> Iterator[Proposal]:
    for index in _window(scene):
        yield Proposal("del", (Change(index, index + 1),))
        partner = scene.brackets.partner.get(index)
        if partner is not None and abs(partner - index) > 1:
            first, last = sorted((index, partner))
            yield Proposal("unwrap", (Change(first, first + 1), Change(last, last + 1)))


def _runs(scene: Scene) -> Iterator[Proposal]:
    tokens = scene.tokens
    last = len(tokens) - 1
    line = scene.line_of(min(scene.at, last))
    begin, end = scene.span(line)
    for first in range(max(begin, scene.at - 4), min(end, scene.at + 3)):
        for stop in range(first + 2, min(end, first + 7) + 1):
            if stop != end and first != begin:
                yield Proposal("del", (Change(first, stop),))
    for first in range(max(begin + 1, scene.at - 6), min(end, scene.at + 3)):
        if end > first + 1:
            yield Proposal("deltail", (Change(first, end),))
    for stop in range(begin + 2, min(end, max(scene.at, begin) + 5, begin + _LONGEST)):
        yield Proposal("delhead", (Change(begin, stop),))


def _groups(scene: Scene) -> Iterator[Proposal]:
    for index in _window(scene):
        partner = scene.brackets.partner.get(index)
        if partner is not None:
            first, last = sorted((index, partner))
            if last - first < 12:
                yield Proposal("delgroup", (Change(first, last + 1),))
        elif scene.tokens[index].text in _EMPHASIS:
            yield from _emphasis(scene, index)


def _emphasis(scene: Scene, index: int) -> Iterator[Proposal]:
    """What stands between two marks of emphasis, with them."""
    tokens = scene.tokens
    for last in range(index + 1, min(len(tokens), index + 10)):
        if tokens[last].kind == "NL":
            return
        if tokens[last].text == tokens[index].text:
            yield Proposal("delpair", (Change(index, last + 1),))
            return


def _lines(scene: Scene) -> Iterator[Proposal]:
    line = scene.line_of(min(scene.at, len(scene.tokens) - 1))
    before, after = scene.near(line, -1), scene.near(line, 1)
    for name, number in (("this", line), ("previous", before), ("next", after)):
        if number:
            yield _lines_between(scene, f"delline-{name}", number, number)
    first, last = min(scene.spans), max(scene.spans)
    if first < line:
        yield _lines_between(scene, "dellines-before", first, line)
        yield _lines_between(scene, "delline-first", first, first)
    if line < last:
        yield _lines_between(scene, "dellines-after", line, last)


def _doubles(scene: Scene) -> Iterator[Proposal]:
    """A line that says the same as the one before or after it, but for damage."""
    line = scene.line_of(min(scene.at, len(scene.tokens) - 1))
    for number in (line, scene.near(line, -1)):
        following = scene.near(number, 1) if number else 0
        if following and _bare(scene, number) == _bare(scene, following):
            yield _lines_between(scene, "deldouble", number, number)
            yield _lines_between(scene, "deldouble", following, following)


def _bare(scene: Scene, line: int) -> str:
    span = scene.lines[line - 1]
    return "".join(mark for mark in scene.source[span.start : span.end] if mark.isalnum() or mark == "_")


def _lines_between(scene: Scene, kind: str, first: int, last: int) -> Proposal:
    begin, end = scene.span(first)[0], scene.span(last)[1]
    return Proposal(kind, (Change(begin, min(end + 1, len(scene.tokens))),))


def _repeated(scene: Scene) -> Iterator[Proposal]:
    """All tokens like the one complained of, or like its neighbours: prompts, markers of emphasis, line numbers."""
    tokens = scene.tokens
    for index in {scene.at - 2, scene.at - 1, scene.at, scene.at + 1}:
        if not 0 <= index < len(tokens):
            continue
        token = tokens[index]
        if token.kind == "NL":
            continue
        for kind, members in _alike(scene, index):
            if 1 < len(members) <= 60:
                yield Proposal(kind, tuple(Change(i, i + 1) for i in members))


def _alike(scene: Scene, index: int) -> Iterator[tuple[str, list[int]]]:
    tokens, token = scene.tokens, scene.tokens[index]
    opens_line = token.first
    if token.kind == "NUMBER":
        if opens_line:
            yield "delall-numbers", [i for i, other in enumerate(tokens) if other.first and other.kind == "NUMBER"]
        return
    if opens_line:
        prompts = (">>>", "...") if token.text in (">>>", "...") else (token.text,)
        yield "delall-first", [i for i, other in enumerate(tokens) if other.first and other.text in prompts]
    if token.kind in ("OP", "ODD", "PROMPT") and token.text not in "()[]{},.:=":
        yield "delall", [i for i, other in enumerate(tokens) if other.text == token.text]
    if token.text in ("<", ">", "/") or token.kind == "NAME":
        yield from _tags(scene, index)


def _tags(scene: Scene, index: int) -> Iterator[tuple[str, list[int]]]:
    tokens = scene.tokens
    for begin in range(max(0, index - 3), index + 1):
        size = _tag(scene, begin)
        if size:
            found = [i for i in range(len(tokens)) if _tag(scene, i)]
            yield "deltags", [j for i in found for j in range(i, i + _tag(scene, i))]
            return


def _tag(scene: Scene, begin: int) -> int:
    texts = [token.text for token in scene.tokens[begin : begin + 4]]
    if texts[:1] != ["<"]:
        return 0
    if len(texts) > 2 and texts[1].isalnum() and texts[2] == ">":
        return 3
    if len(texts) > 3 and ((texts[1] == "/" and texts[3] == ">") or (texts[2] == "/" and texts[3] == ">")):
        return 4
    return 0
