"""F-strings that only a later Python takes, or that hold braces meant as such."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handlers.repair.synthesis.fault import Fault

Lines = list[str]

_START = re.compile(r"(?<!\w)(?:[fF][rR]?|[rR][fF])(?P<quote>[\"'])(?!(?P=quote){2})")
_EMPTY = re.compile(r"(?<!\{)\{\s*\}(?!\})")


def nested_quotes(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """The quotes inside the braces of an f-string that has the same around it: those of the other kind."""
    at = min(fault.line, len(lines)) - 1
    changed = _other_inside(lines[at])
    if changed != lines[at]:
        yield [*lines[:at], changed, *lines[at + 1 :]]


def _other_inside(line: str) -> str:
    position = 0
    while found := _START.search(line, position):
        quote = found["quote"]
        end, inner = _extent(line, found.end(), quote)
        if end < 0:
            position = found.end()
            continue
        other = "'" if quote == '"' else '"'
        if inner and other not in "".join(line[begin:stop] for begin, stop in _braces(line, found.end(), end)):
            line = "".join(other if n in inner else mark for n, mark in enumerate(line))
        position = end + 1
    return line


def _extent(line: str, begin: int, quote: str) -> tuple[int, set[int]]:
    """Where the f-string that opens before `begin` ends by the rules of Python 3.12, and its quotes within braces."""
    depth = 0
    inner: set[int] = set()
    for n in range(begin, len(line)):
        mark = line[n]
        if mark == "{":
            depth += 1
        elif mark == "}":
            depth = max(0, depth - 1)
        elif mark == quote:
            if not depth:
                return n, inner
            inner.add(n)
    return -1, inner


def _braces(line: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    depth, start = 0, begin
    for n in range(begin, end):
        if line[n] == "{":
            start = n if not depth else start
            depth += 1
        elif line[n] == "}" and depth:
            depth -= 1
            if not depth:
                yield start, n + 1


def empty_braces(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """`{}` in an f-string: no f-string where the text is formatted later, else the braces themselves."""
    if "empty expression" not in fault.message:
        return
    at = min(fault.line, len(lines)) - 1
    if ".format(" in lines[at]:
        yield [*lines[:at], re.sub(r"(?<!\w)[fF](?=[\"'])", "", lines[at]), *lines[at + 1 :]]
    yield [*lines[:at], _EMPTY.sub("{{}}", lines[at]), *lines[at + 1 :]]
