"""Blocks whose header or lines slipped by a little, or that have no line of code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handlers.repair.synthesis.fault import Fault

Lines = list[str]

_CLAUSE = re.compile(r"\s*(?:else|elif|except|finally|def|class|async|return)\b")
_REACH = 600  # lines above the fault in which a header is looked for
_STEP = 4  # columns from which on a line may be in a block of its own


def moved_headers(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """A header further out than the lines that follow its block: back where those are."""
    if fault.kind != "dedent":
        return
    at = min(fault.line, len(lines)) - 1
    margin = _indent(lines[at])
    for above in range(at - 1, max(-1, at - _REACH), -1):
        line = lines[above]
        if line.strip() and len(_indent(line)) < len(margin):
            if line.rstrip().endswith((":", "(", ",")):
                yield [*lines[:above], margin + line.lstrip(), *lines[above + 1 :]]
            return


def slipped_lines(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """Lines a space or two further in than those around them, and than they can be: back where those are."""
    if fault.kind != "dedent":
        return
    at = min(fault.line, len(lines)) - 1
    width = len(_indent(lines[at]))
    begin = at
    while begin and 0 <= len(_indent(lines[begin - 1])) - width < _STEP and lines[begin - 1].strip():
        begin -= 1
    off = [n for n in range(begin, at) if len(_indent(lines[n])) > width]
    if off and begin < off[0]:
        yield [lines[n][:width] + lines[n].lstrip() if n in off else lines[n] for n in range(len(lines))]


def empty_bodies(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """A body of comments alone, or of nothing: `pass` behind them."""
    if fault.kind != "block" or not fault.header:
        return
    margin = _indent(lines[fault.header - 1])
    at = body = fault.header
    indent = ""
    while at < len(lines) and (not lines[at].strip() or lines[at].lstrip().startswith("#")):
        own = _indent(lines[at])
        if len(own) > len(margin) and lines[at].strip():
            body, indent = at + 1, own
        at += 1
    if at == len(lines) or _left(lines, at, margin):
        yield [*lines[:body], (indent or margin + "    ") + "pass", *lines[body:]]


def _left(lines: Lines, at: int, margin: str) -> bool:
    """Whether the line at `at` stands outside the block whose header has the indentation `margin`."""
    if _indent(lines[at]) == margin:
        return not lines[at - 1].strip() or _CLAUSE.match(lines[at]) is not None
    return len(_indent(lines[at])) < len(margin)


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
