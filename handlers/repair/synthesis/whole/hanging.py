"""Lines inside brackets put back where those beside them are, when an indentation slipped within one statement."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from handlers.repair.synthesis.whole.sound import CLOSING, brackets

_MOST = 0.6  # share of the lines of one bracket from which on their indentation is the right one


def hung(lines: Sequence[str], unit: int) -> list[str]:
    """The lines of one statement, those that slipped back at the indentation of the others in their bracket.

    Only brackets that end a line count; one that closes such a bracket first thing stands where its line begins.
    """
    text = "\n".join(lines)
    if "\t" in text or '"""' in text or "'''" in text or len(lines) < 2:
        return list(lines)
    owners = _owners(lines)
    wanted = _usual(lines, owners, unit)
    found = [lines[0]]
    for at, line in enumerate(lines[1:], 1):
        width = wanted.get(owners[at])
        if owners[at] is not None and line.lstrip()[:1] in CLOSING.values():
            width = _width(found[owners[at] or 0])
        found.append(line if width is None or not line.strip() else " " * width + line.lstrip())
    return found


def _owners(lines: Sequence[str]) -> list[int | None]:
    """For each line the one that ends with the bracket it is in; None where that bracket ends no line."""
    starts = [0]
    for line in lines[:-1]:
        starts.append(starts[-1] + len(line) + 1)
    stack: list[int | None] = []
    owners: list[int | None] = []
    marks = list(brackets("\n".join(lines)))
    for at, line in enumerate(lines):
        owners.append(stack[-1] if stack and at else None)
        end = starts[at] + len(line)
        while marks and marks[0][0] < end:
            place, bracket = marks.pop(0)
            if bracket in CLOSING:
                stack.append(at if place == starts[at] + len(line.rstrip()) - 1 else None)
            elif stack:
                stack.pop()
    return owners


def _usual(lines: Sequence[str], owners: Sequence[int | None], unit: int) -> dict[int | None, int]:
    """Owner -> the indentation of the lines in its bracket, where most have it or it is a step from the owner's."""
    widths: defaultdict[int | None, list[int]] = defaultdict(list)
    for line, owner in zip(lines, owners, strict=True):
        if owner is not None and line.strip() and line.lstrip()[0] not in CLOSING.values():
            widths[owner].append(_width(line))
    found: dict[int | None, int] = {}
    for owner, each in widths.items():
        width, count = Counter(each).most_common(1)[0]
        step = _width(lines[owner or 0]) + unit
        if count >= _MOST * len(each) and (len(each) > 1 or width % unit == 0):
            found[owner] = width
        elif step in each or len(each) == 1:
            found[owner] = step
    return found


def _width(line: str) -> int:
    return len(line) - len(line.lstrip())
