"""A file cut by its layout into parts that can be judged alone."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

METHOD = "def _():\n"  # stands before indented lines, so that they can be judged alone
_TOP = re.compile(r"(?:def\s+\w+\s*\(|class\s+\w+|async\s+def\s|@\w|import\s+\w|from\s+[\w.]+\s+import\b|if __name__)")
_INNER = re.compile(r"(\s+)(?:def\s+\w+|class\s+\w+\s*[(:]|async\s+def\s+\w+|@\w)")
_SLIP = 3


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
    """Definitions inside a definition as parts of their own; what comes before the second goes with the first.

    They are those at the indentation most of them have, or a slip of it.
    """
    width = inner_width(lines)
    if not width:
        return [Part(0, len(lines))]
    starts, heads = [0], 0
    for number, line in enumerate(lines):
        if not number or not _opens(line, width):
            continue
        if lines[number - 1].lstrip().startswith("@") and _opens(lines[number - 1], width):
            continue
        heads += 1
        if heads > 1:
            starts.append(number)
    return _between(starts, len(lines))


def inner_width(lines: list[str]) -> int:
    """The indentation of the definitions inside the one that the first line opens; 0 where there are none."""
    own = len(lines[0]) - len(lines[0].lstrip())
    widths = Counter(len(found.group(1)) for line in lines[1:] if (found := _INNER.match(line)))
    steps = (1, 4) if "\t" in lines[0] + lines[-1] else (4,)
    return min((w for w, count in widths.items() if w > own and (count > 1 or w - own in steps)), default=0)


def straightened(lines: list[str], width: int) -> list[str]:
    """The lines with the first, where its indentation slipped by less than a step, back at `width`."""
    first = lines[0]
    indent = len(first) - len(first.lstrip())
    if width and 0 < abs(indent - width) <= _SLIP and _INNER.match(first):
        return [" " * width + first.lstrip(), *lines[1:]]
    return lines


def _opens(line: str, width: int) -> bool:
    found = _INNER.match(line)
    return found is not None and abs(len(found.group(1)) - width) <= (_SLIP if width > _SLIP else 0)


def _between(starts: list[int], count: int) -> list[Part]:
    return [Part(a, b) for a, b in zip(starts, [*starts[1:], count], strict=True)]
