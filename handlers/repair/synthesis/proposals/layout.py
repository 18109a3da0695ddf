"""Indentation: blocks moved in or out, empty bodies, lines joined to the one before."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.repair.synthesis.proposals.edit import Change, Proposal, Shift
from handlers.repair.synthesis.scene import Scene

_MOSTLY = 0.7
_OPERATORS = frozenset(
    {"+", "-", "*", "/", "//", "%", "**", "=", "==", "!=", "<", ">", "<=", ">=", "+=", "-=", ".", "|", "&"}
    | {"and", "or", "not", "in", "is"}
)
_HEADS = ("def", "class", "@", "async")


def propose(scene: Scene) -> Iterator[Proposal]:
    """Moves of the fault's line and of what follows it, chosen by the kind of fault."""
    if not scene.tokens:
        return
    line = _fault_line(scene)
    if scene.blank(line):
        return
    yield from _continued(scene, line)
    yield from _moves(scene, line)
    if scene.fault.kind == "block":
        yield from _bodies(scene)
    if scene.fault.kind in ("indent", "dedent", "block", "invalid", "except"):
        yield from _previous(scene, line)


def _fault_line(scene: Scene) -> int:
    line = min(scene.fault.line, len(scene.lines))
    if scene.blank(line):
        line = scene.near(line, 1) or scene.near(line, -1)
    return line


def unit(scene: Scene) -> str:
    """The text's own step of indentation: the smallest most lines are a multiple of, else four spaces."""
    indents = [scene.lines[line - 1].indent for line in scene.spans if scene.lines[line - 1].indent]
    widths = [len(indent.expandtabs(8)) for indent in indents]
    for indent in sorted(set(indents), key=lambda text: len(text.expandtabs(8))):
        step = len(indent.expandtabs(8))
        if (
            step <= 8
            and sum(width % step == 0 for width in widths) >= _MOSTLY * len(widths)
            and (step > 1 or max(widths) == 1)
        ):
            return indent
    return "    "


def _moves(scene: Scene, line: int) -> Iterator[Proposal]:
    here = scene.lines[line - 1]
    for target in _targets(scene, line):
        if target == here.indent:
            continue
        wide = "in" if len(target) > len(here.indent) else "out"
        for extent, last in _extents(scene, line):
            shifts = _shift(scene, line, last, target)
            if shifts:
                yield Proposal(f"shift-{wide}-{extent}", (), shifts)


def _targets(scene: Scene, line: int) -> list[str]:
    """Indentations worth trying for `line`: those of the lines above, one step in from the nearest header, none."""
    if scene.fault.kind not in ("indent", "dedent", "block", "invalid", "except", "stage", "colon", "expected"):
        return []
    found: list[str] = []
    above = scene.near(line, -1)
    header = scene.fault.header or above
    if header and not scene.blank(header):
        indent = scene.lines[header - 1].indent
        found.append(indent + unit(scene))
        if scene.fault.kind in ("indent", "dedent", "invalid", "except", "expected"):
            found.append(indent)
    below = scene.near(line, 1)
    if below:
        found.append(scene.lines[below - 1].indent)
    count = 0
    while above and count < 12:
        found.append(scene.lines[above - 1].indent)
        above = scene.near(above, -1)
        count += 1
    found.append("")
    limit = {"indent": 7, "block": 3}.get(scene.fault.kind, 5)
    return list(dict.fromkeys(found))[:limit]


def _extents(scene: Scene, line: int) -> Iterator[tuple[str, int]]:
    """Names and last lines of what may have to move together with `line`."""
    lines, last = scene.lines, max(scene.spans)
    width = lines[line - 1].width
    yield "line", line
    deeper = line
    number = line
    while number < last:
        number += 1
        if scene.blank(number):
            continue
        if lines[number - 1].width <= width:
            break
        deeper = number
    yield "block", deeper
    level, gap, head = line, 0, 0
    number = line
    while number < last:
        number += 1
        if scene.blank(number):
            gap = gap or level
            continue
        if lines[number - 1].width < width:
            break
        begin = scene.tokens[scene.span(number)[0]].text
        if not head and begin in _HEADS and lines[number - 1].width == width:
            head = level
        level = number
    if head:
        yield "definition", head
    if gap:
        yield "paragraph", gap
    yield "level", level
    yield "rest", last
    yield from _each(scene, line, level)


def _each(scene: Scene, line: int, level: int) -> Iterator[tuple[str, int]]:
    """The next few ends that fit the layout, for bodies that end where nothing shows it."""
    number, found = line, 0
    while number < level and found < 6:
        number = scene.near(number, 1)
        if not number:
            return
        if number > line and scene.lines[number - 1].width >= scene.lines[line - 1].width:
            found += 1
            yield f"some{min(found, 3)}", number


def _shift(scene: Scene, first: int, last: int, target: str) -> tuple[Shift, ...]:
    lines = scene.lines
    old = lines[first - 1].indent
    shifts: list[Shift] = []
    for number in range(first, last + 1):
        if scene.blank(number):
            continue
        indent = lines[number - 1].indent
        if indent.startswith(old):
            new = target + indent[len(old) :]
        else:
            extra = lines[number - 1].width + len(target.expandtabs(8)) - lines[first - 1].width
            new = " " * max(0, extra)
        if new != indent:
            shifts.append(Shift(number, new))
    return tuple(shifts)


def _bodies(scene: Scene) -> Iterator[Proposal]:
    header = scene.fault.header
    if not header or scene.blank(header):
        return
    end = scene.span(header)[1]
    indent = scene.lines[header - 1].indent + unit(scene)
    for text in ("pass", "..."):
        yield Proposal("body", (Change(end, end, ("\n" + indent + text,)),))
    begin, stop = scene.span(header)
    yield Proposal("delheader", (Change(begin, min(stop + 1, len(scene.tokens))),))


def _run_above(scene: Scene, line: int) -> int:
    """The first line of the run above `line` that has the indentation of the line just above."""
    above = scene.near(line, -1)
    width = scene.lines[above - 1].width
    first = above
    while first:
        before = scene.near(first, -1)
        if not before or scene.lines[before - 1].width != width:
            return first
        first = before
    return above


def _continued(scene: Scene, line: int) -> Iterator[Proposal]:
    """A line that ends in the middle of an expression, joined with the next."""
    end = scene.span(line)[1]
    if 0 < end < len(scene.tokens) - 1 and scene.tokens[end].kind == "NL" and scene.tokens[end - 1].text in _OPERATORS:
        yield Proposal("join-next", (Change(end, end + 1),))


def _previous(scene: Scene, line: int) -> Iterator[Proposal]:
    above = scene.near(line, -1)
    if not above:
        return
    _begin, end = scene.span(above)
    if end < len(scene.tokens) and scene.tokens[end].kind == "NL":
        yield Proposal("join", (Change(end, end + 1),))
    target = scene.lines[line - 1].indent
    if target != scene.lines[above - 1].indent:
        yield Proposal("shift-previous", (), (Shift(above, target),))
        run = _run_above(scene, line)
        if run != above:
            yield Proposal("shift-run", (), tuple(Shift(n, target) for n in range(run, line) if not scene.blank(n)))
        first = min(scene.spans)
        if first < above:
            yield Proposal(
                "shift-all-previous",
                (),
                tuple(Shift(n, target + scene.lines[n - 1].indent) for n in sorted(scene.spans) if n < line),
            )
