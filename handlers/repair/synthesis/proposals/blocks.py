"""Blocks without what belongs to them: a `try` that nothing follows, a header whose body stands alone."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.repair.synthesis.proposals.edit import Change, Proposal, Shift
from handlers.repair.synthesis.scene import Scene

_FAR = 40


def propose(scene: Scene) -> Iterator[Proposal]:
    """The header out with its body moved to its place, or a handler put in behind the body."""
    if not scene.tokens or scene.fault.kind not in ("except", "expected", "invalid", "dedent", "indent", "eof"):
        return
    line = scene.line_of(min(scene.at, len(scene.tokens) - 1))
    header = _header(scene, line)
    if not header:
        return
    body = _body(scene, header)
    if body:
        yield _unnested(scene, header, body)
        yield from _handled(scene, header, body)


def _header(scene: Scene, line: int) -> int:
    """The nearest `try:` from `line` upwards that is less deep than it, or 0."""
    number, count = line, 0
    while number and count < _FAR:
        begin, end = scene.span(number)
        if scene.tokens[begin].text == "try" and end - begin == 2:
            return number
        number, count = scene.near(number, -1), count + 1
    return 0


def _body(scene: Scene, header: int) -> list[int]:
    width = scene.lines[header - 1].width
    found: list[int] = []
    number = scene.near(header, 1)
    while number and scene.lines[number - 1].width > width:
        found.append(number)
        number = scene.near(number, 1)
    return found


def _unnested(scene: Scene, header: int, body: list[int]) -> Proposal:
    begin, end = scene.span(header)
    outer, inner = scene.lines[header - 1].indent, scene.lines[body[0] - 1].indent
    shifts = tuple(
        Shift(number, outer + scene.lines[number - 1].indent.removeprefix(inner))
        for number in body
        if scene.lines[number - 1].indent.startswith(inner)
    )
    return Proposal("unnest", (Change(begin, min(end + 1, len(scene.tokens))),), shifts)


def _handled(scene: Scene, header: int, body: list[int]) -> Iterator[Proposal]:
    end = scene.span(body[-1])[1]
    outer, inner = scene.lines[header - 1].indent, scene.lines[body[0] - 1].indent
    for clause, action in (("except:", "pass"), ("finally:", "pass")):
        yield Proposal("handler", (Change(end, end, (f"\n{outer}{clause}\n{inner}{action}",)),))
