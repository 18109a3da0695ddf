"""Names put into brackets where none can stand: what tools leave that add a name to an import by its position."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handlers.repair.synthesis.fault import Fault

Lines = list[str]

_FIRST = re.compile(r"\(\s*,\s*(?P<name>\w+)\s*(?=\))")
_SECOND = re.compile(r",\s*,\s*(?P<name>\w+)\s*(?=\))")
_MOVED = re.compile(r"\(\s*(?P<argument>,\s*\w+\s*=\s*[\w.]+)\s*\)(?P<rest>(?:\.\w+)*)(?=\))")
_LAST = re.compile(r",\s*(?P<name>[A-Za-z_]\w*)\s*(?=\)(?:\s*->[^:]*)?\s*:?)")
_ORDER = re.compile(r"argument follows|follows default|without a default")


def stray_arguments(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """The line of the fault without a comma that follows nothing and the name behind it, or with them further out."""
    at = min(fault.line, len(lines)) - 1
    line = lines[at]
    for pattern, instead in ((_MOVED, r"()\g<rest>\g<argument>"), (_FIRST, "("), (_SECOND, "")):
        line = pattern.sub(instead, line)
    if line != lines[at]:
        yield [*lines[:at], line, *lines[at + 1 :]]
    if _ORDER.search(fault.message):
        yield from _misplaced(lines, at)


def _misplaced(lines: Lines, at: int) -> Iterator[Lines]:
    """A last argument behind those with a default or a name: left out where the file knows the name only as one of a
    module it never imports, else with a default of its own where it is a parameter."""
    for found in _LAST.finditer(lines[at]):
        line = lines[at]
        if _is_unbound(found["name"], [*lines[:at], line[: found.start()] + line[found.end() :], *lines[at + 1 :]]):
            yield [*lines[:at], line[: found.start()] + line[found.end() :], *lines[at + 1 :]]
        elif line.lstrip().startswith(("def ", "async def ")):
            end = found.end("name")
            yield [*lines[:at], f"{line[:end]}=None{line[end:]}", *lines[at + 1 :]]


def _is_unbound(name: str, lines: Lines) -> bool:
    """Whether `lines` read `name` and never bind it, but as such an argument."""
    text = "\n".join(lines)
    word = rf"(?<![\w.]){re.escape(name)}\b"
    bound = rf"^\s*(?:from|import)\b.*{word}|^\s*(?:def|class)\s+{re.escape(name)}\b|^\s*{re.escape(name)}\s*="
    return re.search(rf"{word}\s*[.(\[]", text) is not None and re.search(bound, text, re.MULTILINE) is None
