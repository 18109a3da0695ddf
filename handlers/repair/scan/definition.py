"""The definition around a suspicious place, compiled alone: most suspicions end there, without the whole file.

Runs on the configured interpreter: nothing newer than Python 3.7 in here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_STARTS = (b"def ", b"class ", b"async def ")
_MARGINS = ((b"\n    ", b"class _:\n"), (b"\n", b""))  # of a method, which needs a class around it; of the others
_BETWEEN = re.compile(rb"\n[^\s#)\]}]")
_MOST = 2  # times the file, in all; then it is quicker to compile that
_QUOTES = (b'"""', b"'''")
_FUTURE = b"from __future__ import annotations\n"


def any_refused(data: bytes, places: Iterable[int]) -> bool:
    """Whether one of these offsets is in a definition that does not compile alone, or they are too many."""
    start = end = spent = 0
    for at in places:
        if start <= at < end:
            continue
        for margin, around in _MARGINS:
            start, end = _around(data, at, margin)
            spent += end - start
            if spent > _MOST * len(data):
                return True
            if start < end and _stands_alone(data, start, end, around):
                break
        else:
            return True
    return False


def _around(data: bytes, at: int, margin: bytes) -> tuple[int, int]:
    """From the definition at `margin` that holds offset `at` up to the next one; nothing where it is not that near.

    What is within a block of the module is not taken out of it: the compiler counts such blocks.
    """
    start, outer = _start(data, at, margin), _start(data, at, b"\n")
    if start != outer and (
        start < outer or not data.startswith(_STARTS, outer) or _BETWEEN.search(data, outer + 1, start)
    ):
        return at, at
    ends = [end for end in (data.find(margin + word, at) for word in (*_STARTS, b"@")) if end >= 0]
    return start, min(ends, default=len(data)) + 1


def _start(data: bytes, at: int, margin: bytes) -> int:
    return max(data.rfind(margin + word, 0, at + 1) for word in _STARTS) + 1


def _stands_alone(data: bytes, start: int, end: int, around: bytes) -> bool:
    """It is not believed where it may have begun inside a string: after an odd number of triple quotes.

    Nor where `__debug__` is in it: CPython 3.11 forgets to raise what it has against deleting that.
    """
    if b"__debug__" in data[start:end] or any(data.count(quote, 0, start) % 2 for quote in _QUOTES):
        return False
    prefix = _FUTURE if start and b"annotations" in data[:start] and b"__future__" in data[:start] else b""
    try:
        compile(prefix + around + data[start:end] + b"\n", "<repair>", "exec", 0, True)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return False
    return True
