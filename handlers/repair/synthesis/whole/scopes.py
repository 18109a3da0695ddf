"""What only stands in a coroutine, in a function that is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handlers.repair.synthesis.fault import Fault

Lines = list[str]

_DEFINITION = re.compile(r"(?P<indent>\s*)(?=def\s)")
_OUTSIDE = re.compile(r"outside (?:of )?(?:an )?async")


def coroutines(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """The function around an `await`, an `async for` or an `async with`: a coroutine."""
    if not _OUTSIDE.search(fault.message):
        return
    at = min(fault.line, len(lines)) - 1
    width = _width(lines[at])
    for above in range(at - 1, -1, -1):
        line = lines[above]
        if not line.strip() or line.lstrip().startswith("#") or _width(line) >= width:
            continue
        found = _DEFINITION.match(line)
        if found:
            yield [*lines[:above], f"{found['indent']}async {line.lstrip()}", *lines[above + 1 :]]
            return
        if not line.lstrip().startswith((")", "]", "}")):
            width = _width(line)


def _width(line: str) -> int:
    return len(line) - len(line.lstrip())
