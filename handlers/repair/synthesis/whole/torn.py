"""Text broken over lines where none can be: in a string, in a word, before an operator."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handlers.repair.synthesis.fault import Fault
from handlers.repair.synthesis.tokens import KEYWORDS, tokenize

Lines = list[str]

_BRACED = re.compile(r"""[fF][rR]?["'][^"'\n]*\{""")
_TORN = re.compile(r"[a-z]{1,6}$")
_HEADS = ("class", "def", "import", "from")
_RULED = re.compile(r"#[^\w\n]*[=\-*#]+$")
_RULE = re.compile(r"[=\-*#]{4,}\s*$")
_GOES_ON = re.compile(r"\s*(?:=(?!=)|[+*/%|&]|and\s|or\s|\.\w)")
_CONTINUED = re.compile(r"\{[^{}]*\\$")
_OPEN = (":", ",", "(", "[", "{", "\\")
_PIECES = 9  # lines one broken string may be spread over


def torn_strings(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """A string broken over lines, on one line again: at the margin it held a line end, else a formatter broke it."""
    if fault.kind not in ("string", "fstring", "invalid", "continuation"):
        return
    if "backslash" in fault.message:
        for place in (n for n in range(len(lines) - 1) if _CONTINUED.search(lines[n])):
            head, tail = lines[place][:-1].rstrip(), lines[place + 1].lstrip()
            apart = not head[-1:].isalnum() or re.split(r"\W", head)[-1] in KEYWORDS
            for space in (" ", "") if apart else ("", " "):
                yield [*lines[:place], head + space + tail, *lines[place + 2 :]]
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
            yield [*lines[:at], _deeper(lines, at) + joined.lstrip(), *lines[end + 1 :]]


def split_lines(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """A line broken where none can be: in a word, behind the keyword of a definition, before an operator."""
    last = min(fault.line, len(lines)) - 1
    for at in (last, last - 1):
        if not 0 <= at < len(lines) - 1:
            continue
        first, second = lines[at].rstrip(), lines[at + 1]
        if _TORN.match(first) and (first in _HEADS or _first_word(first + second) in KEYWORDS):
            space = " " if first in _HEADS else ""
            yield [*lines[:at], first + space + second, *lines[at + 2 :]]
        elif _RULED.search(first) and _RULE.match(second):
            yield [*lines[:at], first + second, *lines[at + 2 :]]
        elif first.endswith("->") or (_GOES_ON.match(second) and first.strip() and not first.endswith(_OPEN)):
            yield [*lines[:at], f"{first} {second.lstrip()}", *lines[at + 2 :]]


def _deeper(lines: Lines, at: int) -> str:
    """The indentation of the line at `at`, or behind an open bracket that of the line before and a step more."""
    own, above = _indent(lines[at]), lines[at - 1] if at else ""
    if above.rstrip().endswith(("(", "[", "{")) and len(own) <= len(_indent(above)):
        return _indent(above) + "    "
    return own


def _first_word(line: str) -> str:
    found = re.match(r"\w*", line)
    return found.group() if found else ""


def _unbroken(line: str) -> bool:
    return all(token.kind != "BAD" for token in tokenize(line))


def _join(before: str, after: str) -> str:
    head, tail = before.rstrip(), after.lstrip()
    if head.endswith(" \\"):
        return head[:-2] + tail
    tight = head.endswith(("{", "(", "[")) or tail.startswith(("}", ")", "]"))
    return head + ("" if tight else " ") + tail


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
