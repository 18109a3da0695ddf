"""Slips whose cure the compiler's complaint does not show, because it stops at a later, healthy line.

Each rule knows one: an import put at the margin in the middle of a block, a header moved out of its class, an f-string
broken over lines inside its braces, a foreign comment. A cure counts only if the compiler then gets further.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from handlers.repair.synthesis.fault import Fault, find_fault

Lines = list[str]

_IMPORT = re.compile(r"(?:import\s+[\w.]|from\s+[\w.]+\s+import\s+[\w*])[^()\\]*$")
_ROUNDS = 40
_REACH = 60  # lines before the fault in which its cause is looked for
_PIECES = 9  # lines one broken string may be spread over


def mend_slips(text: str) -> str:
    """`text` with the slips mended that let the compiler get further; unchanged where there are none."""
    for _ in range(_ROUNDS):
        fault = find_fault(text)
        if fault is None:
            break
        better = _better(text, fault)
        if better is None:
            break
        text = better
    return text


def _better(text: str, fault: Fault) -> str | None:
    lines = text.split("\n")
    for rule in _RULES:
        for changed in rule(lines, fault):
            candidate = "\n".join(changed)
            after = find_fault(candidate)
            if after is None or after.line > fault.line + max(0, len(changed) - len(lines)):
                return candidate
    return None


def _misplaced_imports(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """An import at the margin between indented lines: left out where the file has it elsewhere, else indented."""
    if fault.kind not in ("indent", "except", "block", "dedent", "invalid", "stage"):
        return
    last = min(fault.line, len(lines)) - 1
    for at in range(last, max(-1, last - _REACH), -1):
        if not _IMPORT.match(lines[at]) or not 0 < at < len(lines) - 1:
            continue
        end = _run_end(lines, at)
        margin = _indent(_near(lines, end - 1, 1))
        if not margin or not _indent(_near(lines, at, -1)):
            continue
        own = lines[at:end]
        if all(
            any(other.strip() == line.strip() for other in lines[:at] + lines[end:]) for line in own if line.strip()
        ):
            yield [*lines[:at], *lines[end:]]
        yield [*lines[:at], *(margin + line if line.strip() else line for line in own), *lines[end:]]


def _run_end(lines: Lines, at: int) -> int:
    """Behind the last of the imports at the margin that follow one another from `at` on."""
    end = at + 1
    while end < len(lines) and _IMPORT.match(lines[end]):
        end += 1
    return end


def _moved_headers(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """A header further out than the lines that follow its block: back where those are."""
    if fault.kind != "dedent":
        return
    at = min(fault.line, len(lines)) - 1
    margin = _indent(lines[at])
    for above in range(at - 1, max(-1, at - _REACH * 10), -1):
        line = lines[above]
        if line.strip() and len(_indent(line)) < len(margin):
            if line.rstrip().endswith((":", "(", ",")):
                yield [*lines[:above], margin + line.lstrip(), *lines[above + 1 :]]
            return


def _broken_strings(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """An f-string broken inside its braces, on one line again."""
    if fault.kind not in ("string", "fstring", "invalid", "continuation"):
        return
    at = min(fault.line, len(lines)) - 1
    joined = lines[at]
    if not re.search(r"""[fF][rR]?["'][^"'\n]*\{""", joined):
        return
    for end in range(at + 1, min(len(lines), at + _PIECES)):
        joined = _join(joined, lines[end])
        yield [*lines[:at], joined, *lines[end + 1 :]]


def _join(before: str, after: str) -> str:
    head, tail = before.rstrip(), after.lstrip()
    if head.endswith(" \\"):
        return head[:-2] + tail
    tight = head.endswith(("{", "(", "[")) or tail.startswith(("}", ")", "]"))
    return head + ("" if tight else " ") + tail


def _foreign_comments(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """A line commented out as other languages do."""
    at = min(fault.line, len(lines)) - 1
    found = re.match(r"\s*(?P<mark>//+)", lines[at])
    if found:
        yield [*lines[:at], lines[at][: found.start("mark")] + "#" + lines[at][found.end() :], *lines[at + 1 :]]


def _near(lines: Lines, at: int, step: int) -> str:
    """The next line with text from `at` on in direction `step`."""
    at += step
    while 0 <= at < len(lines) and not lines[at].strip():
        at += step
    return lines[at] if 0 <= at < len(lines) else ""


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


_RULES: tuple[Callable[[Lines, Fault], Iterator[Lines]], ...] = (
    _broken_strings,
    _foreign_comments,
    _misplaced_imports,
    _moved_headers,
)
