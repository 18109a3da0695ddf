"""Slips whose cure the compiler's complaint does not show, because it stops at a later, healthy line.

Each rule knows one: an import put in the middle of a block, a header moved out of its class, a string broken over
lines, a foreign comment, an argument given twice. A cure counts only if the compiler then gets further.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from handlers.repair.hoist import hoist
from handlers.repair.synthesis.effort import Meter
from handlers.repair.synthesis.fault import Fault, find_fault
from handlers.repair.synthesis.whole.arguments import stray_arguments
from handlers.repair.synthesis.whole.asides import (
    bare_notes,
    commented_closers,
    continued_comments,
    headless_tails,
    lone_marks,
    swallowed_closers,
)
from handlers.repair.synthesis.whole.blocks import empty_bodies, moved_headers, slipped_lines
from handlers.repair.synthesis.whole.characters import lookalikes, mixed_tabs
from handlers.repair.synthesis.whole.closers import closed_by_layout
from handlers.repair.synthesis.whole.docstrings import bare_docstrings, unclosed_docstrings
from handlers.repair.synthesis.whole.doubles import repeated_arguments, repeated_lines, stray_closers
from handlers.repair.synthesis.whole.escapes import (
    commands,
    escaped_quotes,
    fences,
    four_quotes,
    literal_newlines,
    lone_backslashes,
    raw_paths,
)
from handlers.repair.synthesis.whole.fstrings import empty_braces, nested_quotes
from handlers.repair.synthesis.whole.glued import glued_statements
from handlers.repair.synthesis.whole.imports import dotted_names, enclosed_imports, glued_imports, misplaced_imports
from handlers.repair.synthesis.whole.outside import outside_lines
from handlers.repair.synthesis.whole.scopes import coroutines
from handlers.repair.synthesis.whole.sound import parses
from handlers.repair.synthesis.whole.spellings import respelt
from handlers.repair.synthesis.whole.torn import split_lines, torn_strings

Lines = list[str]

_ROUNDS = 40
_TRIAL, _LETTER = 20.0, 0.3  # units of work
_LEXICAL = frozenset({"unmatched", "mismatch", "never-closed", "string", "triple", "character", "number", "dedent"})


def mend_slips(text: str, meter: Meter | None = None) -> str:
    """`text` with the slips mended that let the compiler get further; unchanged where there are none.

    Where a `meter` is given, the work is counted, and no more is looked for once it is spent.
    """
    for _ in range(_ROUNDS):
        fault = find_fault(text)
        if fault is None:
            break
        better = _better(text, fault, meter)
        if better is None:
            break
        text = better
    return text


def _better(text: str, fault: Fault, meter: Meter | None) -> str | None:
    lines = text.split("\n")
    for rule in _RULES:
        for changed in rule(lines, fault):
            candidate = "\n".join(changed)
            if meter and not meter.spend(_TRIAL + _LETTER * len(candidate)):
                return None
            if candidate != text and _is_further(lines, changed, fault):
                return candidate
    return None


def _is_further(lines: Lines, changed: Lines, fault: Fault) -> bool:
    """Whether the compiler gets further with the `changed` lines.

    It complains of characters, quotes and brackets before anything else, and of what is in the wrong place last: with
    a fault mended, another one above it may be named that it hid.
    """
    text = "\n".join(changed)
    after = find_fault(text)
    if after is None or after.line > fault.line + max(0, len(changed) - len(lines)):
        return True
    if parses(text):
        return not parses("\n".join(lines))
    if fault.kind not in _LEXICAL or after.kind in _LEXICAL:
        return False
    return after.line <= next((n for n, (a, b) in enumerate(zip(lines, changed, strict=False)) if a != b), 0)


def _late_futures(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """Imports that set what the whole file means below others: at the top."""
    moved = hoist("\n".join(lines)) if "__future__" in fault.message else None
    if moved is not None:
        yield moved.split("\n")


def _foreign_comments(lines: Lines, fault: Fault) -> Iterator[Lines]:
    """A line commented out as other languages do."""
    at = min(fault.line, len(lines)) - 1
    found = re.match(r"\s*(?P<mark>//+)", lines[at])
    if found:
        yield [*lines[:at], lines[at][: found.start("mark")] + "#" + lines[at][found.end() :], *lines[at + 1 :]]


_RULES: tuple[Callable[[Lines, Fault], Iterator[Lines]], ...] = (
    lookalikes,
    mixed_tabs,
    nested_quotes,
    empty_braces,
    raw_paths,
    coroutines,
    _late_futures,
    lone_marks,
    bare_notes,
    swallowed_closers,
    respelt,
    stray_arguments,
    outside_lines,
    bare_docstrings,
    enclosed_imports,
    glued_imports,
    glued_statements,
    dotted_names,
    commands,
    headless_tails,
    continued_comments,
    commented_closers,
    lone_backslashes,
    escaped_quotes,
    literal_newlines,
    four_quotes,
    fences,
    torn_strings,
    split_lines,
    _foreign_comments,
    repeated_arguments,
    repeated_lines,
    closed_by_layout,
    stray_closers,
    misplaced_imports,
    slipped_lines,
    moved_headers,
    empty_bodies,
    unclosed_docstrings,
)
