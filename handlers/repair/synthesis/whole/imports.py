"""Imports put where no import can stand, as tools that add imports by line number do."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import NamedTuple

from handlers.repair.synthesis.fault import Fault

Lines = list[str]

_IMPORT = re.compile(r"(?:import\s+(?P<plain>[\w.]+)|from\s+(?P<source>[\w.]+)\s+import\s+[\w*])[^()\\]*$")
_TOP = re.compile(r"(?:import|from)\s+(?P<module>[\w.]+)")
_OPEN = re.compile(r"\s*from\s+(?P<module>[\w.]+)\s+import\s*\([^)#]*(?:#.*)?$")
_BODY = re.compile(r"(?:def|class|async)\s|@\w|if __name__")
_NAMES = re.compile(r"^[ \t]*(?:from\s+(?P<source>[\w.]+)\s+)?import\s+(?P<names>\([^)]*\)|[^\n(;]+)", re.MULTILINE)
_GLUED = re.compile(
    r"(?P<first>(?P<indent>\s*)(?:from [\w.]+ import [\w, ]*\w|import [\w.]+))\s+(?P<second>(?:from|import) .+)$"
)
_DOTTED = re.compile(r"(?<![\w.])(?:\w+\.)+(?=\w)")
_DEFINITION = re.compile(r"\s*(?:def|class|async|@)")
_REACH = 60  # lines before the fault in which its cause is looked for


class _Statement(NamedTuple):
    end: int
    module: str


def enclosed_imports(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """An import between the parentheses of another: before or behind that, in the order of their modules."""
    last = min(fault.line, len(lines)) - 1
    for at in range(last, max(-1, last - 2), -1):
        head = _header(lines, at) if _IMPORT.match(lines[at]) else None
        if head is None:
            continue
        end = _run_end(lines, at)
        close = next((n for n in range(end, min(len(lines), end + _REACH)) if ")" in lines[n].partition("#")[0]), None)
        opened = _OPEN.match(lines[head])
        if close is None or opened is None:
            continue
        own, inside = lines[at:end], [*lines[head:at], *lines[end : close + 1]]
        before, behind = lines[:head], lines[close + 1 :]
        if _known(own, before + behind):
            yield [*before, *inside, *behind]
        elif _rank(_module(own[0])) <= _rank(opened["module"]):
            yield [*before, *own, *inside, *behind]
        else:
            yield [*before, *inside, *own, *behind]


def misplaced_imports(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """An import at the margin between indented lines: left out where the file has it elsewhere, else moved up."""
    if fault.kind not in ("indent", "except", "block", "dedent", "invalid", "stage"):
        return
    last = min(fault.line, len(lines)) - 1
    for at in range(last, max(-1, last - _REACH), -1):
        end = _run_end(lines, at)
        if not _IMPORT.match(lines[at]) or not at > 0 or end > len(lines) - 2:
            continue
        margin = _indent(_near(lines, end - 1, 1))
        if not margin or not _indent(_near(lines, at, -1)):
            continue
        own = lines[at:end]
        before, behind = lines[:at], lines[end:]
        if _known(own, before + behind):
            yield [*before, *behind]
        if before[-1].strip() and not behind[0].strip() and not _DEFINITION.match(behind[1]):
            behind = behind[1:]
        place = _place(before, _module(own[0]))
        if place:
            yield [*before[:place], *own, *before[place:], *behind]
        yield [*lines[:at], *(margin + line if line.strip() else line for line in own), *lines[end:]]


def glued_imports(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """Two imports on one line: each on its own."""
    at = min(fault.line, len(lines)) - 1
    found = _GLUED.match(lines[at])
    if found:
        yield [*lines[:at], found["first"], found["indent"] + found["second"], *lines[at + 1 :]]


def dotted_names(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """A name imported from a module under its full path: the name alone."""
    at = min(fault.line, len(lines)) - 1
    head, found, names = lines[at].partition(" import ")
    if found and head.lstrip().startswith("from ") and _DOTTED.search(names.partition("#")[0]):
        yield [*lines[:at], head + found + _DOTTED.sub("", names), *lines[at + 1 :]]


def _place(lines: Lines, module: str) -> int:
    """Behind the last import at the top, of the standard library where `module` is of that; 0 where there is none."""
    found = _section(lines)
    standard = [each for each in found if not _rank(each.module)[0]]
    if not _rank(module)[0] and standard:
        return standard[-1].end
    return found[-1].end if found else 0


def _section(lines: Lines) -> list[_Statement]:
    """The imports at the margin before the first definition."""
    found: list[_Statement] = []
    at = 0
    while at < len(lines) and not _BODY.match(lines[at]):
        start = _TOP.match(lines[at])
        if start:
            if "(" in lines[at].partition("#")[0]:
                while at < len(lines) - 1 and ")" not in lines[at].partition("#")[0]:
                    at += 1
            found.append(_Statement(at + 1, start["module"]))
        at += 1
    return found


def _header(lines: Lines, at: int) -> int | None:
    """The line above `at` that opens an import not closed before `at`."""
    for above in range(at - 1, max(-1, at - _REACH), -1):
        if _OPEN.match(lines[above]):
            return above
        if ")" in lines[above].partition("#")[0]:
            return None
    return None


def _rank(module: str) -> tuple[bool, str]:
    """Where the import sorts: the standard library first, then by name."""
    return module.partition(".")[0] not in sys.stdlib_module_names, module


def _module(line: str) -> str:
    found = _IMPORT.match(line)
    return (found["plain"] or found["source"]) if found else ""


def _known(own: Lines, others: Lines) -> bool:
    """Whether the other lines import all that `own` do."""
    elsewhere = _imported(others)
    return all(names <= elsewhere.get(module, set()) for module, names in _imported(own).items())


def _imported(lines: Lines) -> dict[str, set[str]]:
    """What is imported from each module; a module itself from none."""
    found: dict[str, set[str]] = {}
    for each in _NAMES.finditer("\n".join(lines)):
        names = re.sub(r"#.*|[()\n]", " ", each["names"]).split(",")
        found.setdefault(each["source"] or "", set()).update(" ".join(name.split()) for name in names if name.strip())
    return found


def _run_end(lines: Lines, at: int) -> int:
    """Behind the last of the imports at the margin that follow one another from `at` on."""
    end = at + 1
    while end < len(lines) and _IMPORT.match(lines[end]):
        end += 1
    return end


def _near(lines: Lines, at: int, step: int) -> str:
    """The next line with text from `at` on in direction `step`."""
    at += step
    while 0 <= at < len(lines) and not lines[at].strip():
        at += step
    return lines[at] if 0 <= at < len(lines) else ""


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
