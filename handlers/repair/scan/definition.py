"""The definition around a suspicious place, compiled alone: most suspicions end there, without the whole file.

Runs on the configured interpreter: nothing newer than Python 3.7 in here.
"""

from __future__ import annotations

from collections.abc import Iterable

_STARTS = (b"\ndef ", b"\nclass ", b"\nasync def ")
_ENDS = (*_STARTS, b"\n@")
_QUOTES = (b'"""', b"'''")
_FUTURE = b"from __future__ import annotations\n"


def any_refused(data: bytes, places: Iterable[int]) -> bool:
    """Whether one of these offsets is in a definition that does not compile alone, or they are too many."""
    start = end = spent = 0
    for at in places:
        if not start <= at < end:
            start, end = _around(data, at)
            spent += end - start
            if spent > len(data) or not _stands_alone(data, start, end):
                return True
    return False


def _around(data: bytes, at: int) -> tuple[int, int]:
    """From the definition at the margin that holds offset `at` up to the next one."""
    start = max(data.rfind(word, 0, at + 1) for word in _STARTS) + 1
    ends = [end for end in (data.find(word, at) for word in _ENDS) if end >= 0]
    return start, min(ends, default=len(data)) + 1


def _stands_alone(data: bytes, start: int, end: int) -> bool:
    """It is not believed where it may have begun inside a string: after an odd number of triple quotes.

    Nor where `__debug__` is in it: CPython 3.11 forgets to raise what it has against deleting that.
    """
    if b"__debug__" in data[start:end] or any(data.count(quote, 0, start) % 2 for quote in _QUOTES):
        return False
    prefix = _FUTURE if start and b"annotations" in data[:start] and b"__future__" in data[:start] else b""
    try:
        compile(prefix + data[start:end] + b"\n", "<repair>", "exec", 0, True)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return False
    return True
