"""Backslashes and marks a text got on its way through another format: JSON, a pattern's replacement, Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from handlers.repair.synthesis.fault import Fault
from handlers.repair.synthesis.tokens import Token, tokenize

Lines = list[str]

_FENCE = re.compile(r"\s*(?:```|~~~)\w*\s*$")
_COMMAND = re.compile(r"(?P<indent>\s*)(?=(?:[!%]\w|\$ \w|(?:pip3?|conda) install\s))")
_PATH = re.compile(r"(?<!\w)(?P<quote>[\"'])(?:(?!(?P=quote)).)*\\[UuxN](?:(?!(?P=quote)).)*(?P=quote)")
_LONE = re.compile(r"(?P<quote>[\"'])\\(?P=quote)(?=\s*[,)\]}:+]|\s*$)")
_FOUR = re.compile(r"(?<!\")\"{4}(?!\")|(?<!')'{4}(?!')")
_LEFT = re.compile(r"\\(?=[\"'])")


def literal_newlines(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """`\\n` written out between statements: a line end."""
    if fault.kind != "continuation":
        return
    at = min(fault.line, len(lines)) - 1
    line = lines[at]
    tokens = tokenize(line)
    pieces: list[str] = []
    begin = 0
    for token, following in pairwise(tokens):
        if _newline(token, following):
            pieces.append(line[begin : token.start])
            begin = token.start + 2
    if begin:
        yield [*lines[:at], *(piece for piece in (*pieces, line[begin:]) if piece.strip()), *lines[at + 1 :]]


def _newline(token: Token, following: Token) -> bool:
    return token.text == "\\" and following.start == token.end and following.text.startswith("n")


def escaped_quotes(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """`\\"` where a string begins or ends: the mark alone."""
    at = min(fault.line, len(lines)) - 1
    if fault.kind == "continuation" and _LEFT.search(lines[at]):
        yield [*lines[:at], _LEFT.sub("", lines[at]), *lines[at + 1 :]]


def lone_backslashes(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """A string of one backslash, which keeps it from ending: two."""
    at = min(fault.line, len(lines)) - 1
    if fault.kind in ("string", "invalid", "comma", "continuation", "never-closed") and _LONE.search(lines[at]):
        yield [*lines[:at], _LONE.sub(r"\g<quote>\\\\\g<quote>", lines[at]), *lines[at + 1 :]]


def four_quotes(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """Four marks in a row where three open or close a string."""
    at = min(fault.line, len(lines)) - 1
    if fault.kind in ("string", "triple") and _FOUR.search(lines[at]):
        yield [*lines[:at], _FOUR.sub(lambda found: found.group()[:3], lines[at]), *lines[at + 1 :]]


def fences(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """The fence of a Markdown block."""
    at = min(fault.line, len(lines)) - 1
    if _FENCE.match(lines[at]):
        yield [*lines[:at], *lines[at + 1 :]]


def commands(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """A command for the shell or the notebook: a comment."""
    at = min(fault.line, len(lines)) - 1
    found = _COMMAND.match(lines[at])
    if found:
        yield [*lines[:at], f"{found['indent']}# {lines[at].lstrip()}", *lines[at + 1 :]]


def raw_paths(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """A path with backslashes the compiler takes for codes of characters: a raw string."""
    at = min(fault.line, len(lines)) - 1
    if "unicodeescape" in fault.message:
        for found in _PATH.finditer(lines[at]):
            start = found.start()
            yield [*lines[:at], f"{lines[at][:start]}r{lines[at][start:]}", *lines[at + 1 :]]
