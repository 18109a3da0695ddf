"""Slips whose cure the compiler's complaint does not show, because it stops at a later, healthy line.

Each rule knows one: an import put in the middle of a block, a header moved out of its class, a string broken over
lines, a foreign comment, an argument given twice. A cure counts only if the compiler then gets further.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from handlers.repair.synthesis.fault import Fault, find_fault
from handlers.repair.synthesis.tokens import tokenize
from handlers.repair.synthesis.whole.doubles import repeated_arguments, repeated_lines, stray_closers
from handlers.repair.synthesis.whole.escapes import (
    escaped_quotes,
    fences,
    four_quotes,
    literal_newlines,
    lone_backslashes,
)
from handlers.repair.synthesis.whole.imports import enclosed_imports, misplaced_imports

Lines = list[str]

_BRACED = re.compile(r"""[fF][rR]?["'][^"'\n]*\{""")
_TORN = re.compile(r"(?:class|def|import|from|[a-z])$")
_HEADS = ("class", "def", "import", "from")
_RULED = re.compile(r"#[^\w\n]*[=\-*#]+$")
_RULE = re.compile(r"[=\-*#]{4,}\s*$")
_GOES_ON = re.compile(r"\s*(?:=(?!=)|[+*/%|&]|and\s|or\s|\.\w)")
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
    """A string broken over lines, on one line again: at the margin it held a line end, else a formatter broke it."""
    if fault.kind not in ("string", "fstring", "invalid", "continuation"):
        return
    at = min(fault.line, len(lines)) - 1
    braced = bool(_BRACED.search(lines[at]))
    if not braced and fault.kind != "string":
        return
    joined = ended = lines[at]
    for end in range(at + 1, min(len(lines), at + _PIECES)):
        joined = _join(joined, lines[end])
        ended = ended + "\\n" + lines[end]
        if not braced and lines[end] and _indent(lines[end]) < _indent(lines[at]) and _unbroken(ended):
            yield [*lines[:at], ended, *lines[end + 1 :]]
        if braced or (end == at + 1 and _unbroken(joined)):
            yield [*lines[:at], joined, *lines[end + 1 :]]


def _split_lines(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """A line broken where none can be: in a word, behind the keyword of a definition, before an operator."""
    last = min(fault.line, len(lines)) - 1
    for at in (last, last - 1):
        if not 0 <= at < len(lines) - 1:
            continue
        first, second = lines[at].rstrip(), lines[at + 1]
        if _TORN.match(first) and not second[:1].isspace():
            word = first.strip()
            space = " " if word in _HEADS else ""
            yield [*lines[:at], first + space + second, *lines[at + 2 :]]
        elif _RULED.search(first) and _RULE.match(second):
            yield [*lines[:at], first + second, *lines[at + 2 :]]
        elif _GOES_ON.match(second) and first.strip() and not first.endswith((":", ",", "(", "[", "{", "\\")):
            yield [*lines[:at], f"{first} {second.lstrip()}", *lines[at + 2 :]]


def _empty_bodies(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """A body of comments alone: `pass` behind them."""
    if fault.kind != "block" or not fault.header:
        return
    margin = _indent(lines[fault.header - 1])
    at = body = fault.header
    indent = ""
    while at < len(lines) and (not lines[at].strip() or lines[at].lstrip().startswith("#")):
        own = _indent(lines[at])
        if lines[at].strip():
            if len(own) <= len(margin):
                break
            body, indent = at + 1, own
        at += 1
    if indent and (at == len(lines) or len(_indent(lines[at])) <= len(margin)):
        yield [*lines[:body], indent + "pass", *lines[body:]]


def _unbroken(line: str) -> bool:
    return all(token.kind != "BAD" for token in tokenize(line))


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


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


_RULES: tuple[Callable[[Lines, Fault], Iterator[Lines]], ...] = (
    enclosed_imports,
    lone_backslashes,
    escaped_quotes,
    literal_newlines,
    four_quotes,
    fences,
    _broken_strings,
    _split_lines,
    _foreign_comments,
    repeated_arguments,
    repeated_lines,
    stray_closers,
    misplaced_imports,
    _moved_headers,
    _empty_bodies,
)
