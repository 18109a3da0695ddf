"""Lines of a function that stand at the margin of its header, so that the compiler finds them outside of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handlers.repair.synthesis.fault import Fault
from handlers.repair.synthesis.whole.sound import CLOSING, brackets

Lines = list[str]

_DEFINITION = re.compile(r"\s*(?:async\s+)?def\s")
_NEXT = re.compile(r"\s*(?:(?:async\s+)?def\s|class\s|@\w|if __name__)")
_FURTHER = re.compile(r"\s*(?:[)\]}]|else\b|elif\b|except\b|finally\b)")
_STEP, _ANY = 4, 10_000  # a usual indentation, and one that is deeper than all
_REACH = 300  # lines above the fault in which the header is looked for


def outside_lines(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """The lines from the end of the function above to the fault back inside: first those not deep enough, then all."""
    if "outside function" not in fault.message:
        return
    at = min(fault.line, len(lines)) - 1
    header = _header(lines, at)
    if header is None:
        return
    body = next((n for n in range(header + 1, at + 1) if lines[n].strip() and lines[header][-1:] == ":"), at)
    margin, deep = _width(lines[header]), _width(lines[body])
    target = deep if deep > margin else margin + _STEP
    begin = next((n for n in range(body, at + 1) if _is_out(lines, n, margin)), None)
    if begin is None:
        return
    end = _end(lines, begin, at)
    step = target - _width(lines[begin])
    while lines[begin - 1].startswith(lines[begin][: target - step] + "#"):
        begin -= 1
    ends = (end, end) if any(_width(line) == target - step for line in lines[at + 1 : end]) else (end, at + 1, end)
    for least, last in zip((target, _ANY, _ANY), ends, strict=False):
        yield [*lines[:begin], *_moved(lines[begin:last], step, least), *lines[last:]]


def _header(lines: Lines, at: int) -> int | None:
    """The nearest definition above the line at `at`, unless a class begins between them."""
    for above in range(at - 1, max(-1, at - _REACH), -1):
        if _DEFINITION.match(lines[above]):
            return above
        if lines[above].startswith("class "):
            return None
    return None


def _is_out(lines: Lines, at: int, margin: int) -> bool:
    line = lines[at]
    return bool(line.strip()) and _width(line) <= margin and not line.lstrip().startswith((")", "#"))


def _end(lines: Lines, begin: int, at: int) -> int:
    """Behind the last of the lines that belong to the function: those up to its last `return` at their margin."""
    margin, end, leaves = _width(lines[begin]), at + 1, False
    for n in range(begin, len(lines)):
        line = lines[n]
        if not line.strip():
            continue
        if n > at and (_NEXT.match(line) or _width(line) < margin or leaves) and not _is_deeper(line, margin):
            break
        if n >= at:
            end = n + 1
            leaves = leaves or (_width(line) == margin and re.match(r"\s*(?:return|raise)\b", line) is not None)
    return end


def _is_deeper(line: str, margin: int) -> bool:
    """Whether a line goes on with the statement above it."""
    return _width(line) > margin or (_width(line) == margin and _FURTHER.match(line) is not None)


def _moved(lines: Lines, step: int, least: int) -> Iterator[str]:
    """The lines, every statement that is less than `least` deep moved with all its lines."""
    moves, depth = True, 0
    for line in lines:
        if depth <= 0 and line.strip():
            moves, depth = _width(line) < least, 0
        depth += sum(1 if bracket in CLOSING else -1 for _, bracket in brackets(line))
        yield _by(line, step) if moves else line


def _by(line: str, step: int) -> str:
    return " " * max(0, _width(line) + step) + line.lstrip() if line.strip() else line


def _width(line: str) -> int:
    return len(line) - len(line.lstrip())
