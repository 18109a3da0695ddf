"""A docstring that lost its closing quotes, so that code and text change places from there on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handlers.repair.synthesis.fault import Fault, find_fault

Lines = list[str]

_OPENS = re.compile(r"\s*[rR]?(?P<mark>\"\"\"|''')(?=.*\w)")
_FEW = 40


def unclosed_docstrings(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """The quotes at the end of the line that opens a docstring, where all compiles with that; the nearest one first."""
    text = "\n".join(lines)
    for mark in ('"""', "'''"):
        if text.count(mark) % 2:
            yield from _closed(lines, fault, mark)


def _closed(lines: Lines, fault: Fault, mark: str) -> Iterator[Lines]:
    at = min(fault.line, len(lines)) - 1
    places = [n for n in range(len(lines)) if _is_open(lines, n, mark)]
    for place in sorted(places, key=lambda n: (n > at, abs(n - at)))[:_FEW]:
        changed = [*lines[:place], lines[place].rstrip() + mark, *lines[place + 1 :]]
        if find_fault("\n".join(changed)) is None:
            yield changed
            return


def _is_open(lines: Lines, at: int, mark: str) -> bool:
    """Whether a docstring may open here: behind the head of a block, a blank line or nothing."""
    found = _OPENS.match(lines[at])
    if not found or found["mark"] != mark or lines[at].count(mark) != 1:
        return False
    return at == 0 or lines[at - 1].rstrip().endswith(":") or not lines[at - 1].strip()
