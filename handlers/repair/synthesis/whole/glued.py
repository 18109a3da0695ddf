"""Statements that lost the line end between them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handlers.repair.synthesis.fault import Fault
from handlers.repair.synthesis.tokens import tokenize
from handlers.repair.synthesis.whole.sound import is_header, pointless, stands

Lines = list[str]

_WIDEST = 500  # characters of a line that is looked at
_MOST = 6  # statements on one line
_STEP = "    "
_DEFINITION = re.compile(r"(?:async\s+)?(?:def|class)\s")
_TEXT = re.compile(r"[rR]?(?:\"{3}.*\"{3}|'{3}.*'{3})$")


def glued_statements(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """The statements on the line of the fault each on its own, and the body of a block below its head's line."""
    at = min(fault.line, len(lines)) - 1
    if fault.kind == "indent":
        yield from _broken_out(lines, at)
    parts = _statements(lines[at].strip(), _MOST) if len(lines[at]) <= _WIDEST else None
    if parts is None or len(parts) < 2:
        return
    indent = _indent(lines[at])
    found = [indent + part for part in parts]
    if _DEFINITION.match(parts[-1]):
        below = next((line for line in lines[at + 1 :] if line.strip()), "")
        margin = _indent(below)[: -len(_STEP)]
        found[-1:] = ["", *([] if margin else [""]), margin + parts[-1]]
    yield [*lines[:at], *found, *lines[at + 1 :]]


def _broken_out(lines: Lines, at: int) -> Iterator[Lines]:
    """The statement that stands behind the head of a block on one line, where more of the block follows."""
    above = next((n for n in range(at - 1, -1, -1) if lines[n].strip()), None)
    if above is None or len(lines[above]) > _WIDEST or not is_header(lines[above]):
        return
    for found in re.finditer(r":[ \t]*(?=\S)", lines[above]):
        head, rest = lines[above][: found.start() + 1], lines[above][found.end() :]
        if stands(head) and stands(rest):
            yield [*lines[:above], head, _indent(lines[at]) + rest, *lines[above + 1 :]]


def _statements(text: str, most: int) -> list[str] | None:
    """`text` as up to `most` statements that each stand and do something; None where it is not."""
    if stands(text):
        return None if pointless(text) and not _TEXT.match(text) else [text]
    if most < 2:
        return None
    tokens = [token for token in tokenize(text) if token.kind != "NL"]
    for token, before in zip(tokens[1:], tokens, strict=False):
        if token.depth or token.kind not in ("NAME", "KEYWORD") or before.text in (".", "@"):
            continue
        first = text[: before.end]
        if is_header(first) or not stands(first) or (pointless(first) and not _TEXT.match(first)):
            continue
        rest = _statements(text[token.start :], most - 1)
        if rest is not None:
            return [first, *rest]
    return None


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
