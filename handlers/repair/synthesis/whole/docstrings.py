"""A docstring that lost its closing quotes, so that code and text change places from there on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handlers.repair.synthesis.fault import Fault, find_fault
from handlers.repair.synthesis.whole.prose import code_likeness

Lines = list[str]

_OPENS = re.compile(r"\s*[rR]?(?P<mark>\"\"\"|''')(?=.*\w)")
_DEFINITION = re.compile(r"\s*(?:async\s+)?(?:def|class)\s")
_PROSE = re.compile(r"[A-Z]\w*(?:[ ,;:'/-]+\w+)*[ ,]+[a-z]{2,}(?:[ ,;:'/-]+\w+)*[.!?]?")  # no mark of code in it
_WIDEST = 300  # characters of such a line
_FEW = 40


def bare_docstrings(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """A line of prose below the head of a definition: its docstring."""
    at = min(fault.line, len(lines)) - 1
    above = lines[at - 1] if at else ""
    body = lines[at].strip()
    if not _DEFINITION.match(above) or not above.rstrip().endswith(":") or not body or '"""' in body:
        return
    after = lines[at + 1].strip() if at + 1 < len(lines) else ""
    prose = len(body) <= _WIDEST and _PROSE.fullmatch(body) is not None
    if prose and code_likeness(body) < 0 and (not after or code_likeness(after) > 0):
        indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
        yield [*lines[:at], f'{indent}"""{body}"""', *lines[at + 1 :]]


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
        changed = [*lines[:place], lines[place].rstrip().rstrip(mark[0]) + mark, *lines[place + 1 :]]
        if find_fault("\n".join(changed)) is None:
            yield changed
            return


def _is_open(lines: Lines, at: int, mark: str) -> bool:
    """Whether a docstring may open here: behind the head of a block, a blank line or nothing."""
    found = _OPENS.match(lines[at])
    if not found or found["mark"] != mark or lines[at].count(mark) != 1:
        return False
    return at == 0 or lines[at - 1].rstrip().endswith(":") or not lines[at - 1].strip()
