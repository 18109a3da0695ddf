"""A file cut by its layout into parts that can be judged alone."""

from __future__ import annotations

import re
from typing import NamedTuple

_TOP = re.compile(r"(?:def\s+\w+\s*\(|class\s+\w+|async\s+def\s|@\w|import\s+\w|from\s+[\w.]+\s+import\b|if __name__)")
_INNER = re.compile(r"(\s+)(?:def\s+\w+|async\s+def\s+\w+|@\w)")


class Part(NamedTuple):
    """Lines `begin` up to `end` (0-based, the end not included)."""

    begin: int
    end: int


def top_parts(lines: list[str]) -> list[Part]:
    """Parts that open where a line at the margin opens a definition or an import."""
    starts = [0]
    for number, line in enumerate(lines):
        if number and _TOP.match(line) and not lines[number - 1].startswith("@"):
            starts.append(number)
    return _between(starts, len(lines))


def inner_parts(lines: list[str]) -> list[Part]:
    """Methods of a class as parts of their own; the class's head goes with the first of them."""
    widths = [len(found.group(1)) for line in lines if (found := _INNER.match(line))]
    if not widths or not any(line.startswith("class") for line in lines):
        return [Part(0, len(lines))]
    width = min(widths)
    starts, heads = [0], 0
    for number, line in enumerate(lines):
        found = _INNER.match(line)
        if not found or len(found.group(1)) != width:
            continue
        before = _INNER.match(lines[number - 1]) if number else None
        if before and lines[number - 1].lstrip().startswith("@"):
            continue
        heads += 1
        if heads > 1:
            starts.append(number)
    return _between(starts, len(lines))


def _between(starts: list[int], count: int) -> list[Part]:
    return [Part(a, b) for a, b in zip(starts, [*starts[1:], count], strict=True)]
