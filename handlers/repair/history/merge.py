"""Merge a damaged piece into its ancestor's: the later words, and of the ancestor what the compiler needs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

from handlers.repair.history.search import Judge, keep_most
from handlers.repair.history.tokens import Edit, edits, spaced
from handlers.repair.history.units import Unit
from handlers.repair.words import key

_OPENING, CLOSING = "([{\"'", ")]}\"',;:"
_SHORT = 12  # tokens of a stretch whose every run is tried


def merge(unit: Unit, texts: Sequence[str], at: int) -> str:
    """The ancestor's piece with every token edit that compiles: those of words first, then the rest."""
    stretches = edits(unit.pieces[at].old_text, unit.pieces[at].new_text)
    parts = [edit.old for edit in stretches]
    worded = [(n, edit.new) for n, edit in enumerate(stretches) if edit.worded]
    plain = [(n, edit.new) for n, edit in enumerate(stretches) if not edit.worded and edit.old != edit.new]

    def judge(trial: Sequence[str]) -> bool:
        return unit.judge([*texts[:at], "".join(trial), *texts[at + 1 :]])

    for at_edit, text in keep_most(parts, worded, judge):
        _beside(parts, at_edit, text, judge)
    keep_most(parts, plain, judge)
    return _without_needless(parts, stretches, judge)


def _without_needless(parts: list[str], stretches: Sequence[Edit], judge: Judge) -> str:
    """The merged text without the ancestor's words that are gone, where the rest says what the damaged text does."""
    for at, edit in enumerate(stretches):
        tokens = spaced(edit.old) if edit.worded and parts[at] == edit.old else []
        for start, end in combinations(range(len(tokens) + 1 if len(tokens) <= _SHORT else 0), 2):
            left = "".join(tokens[:start] + tokens[end:])
            if key(left) == key(edit.new) and not keep_most(parts, [(at, left)], judge):
                break
    return "".join(parts)


def _beside(parts: list[str], at: int, text: str, judge: Judge) -> None:
    """Keep refused words without the punctuation damage put among them, or beside that whose place they took.

    `)` became `, 77` and is `, 77)` now, as is `77` that became of `2)`; ` or late}` came and is ` or late` now.
    """
    old = parts[at]
    tried = [text + old, old + text] if old and not re.search(r"\w", old) else []
    tried += [text.rstrip() + "".join(re.findall(r"\W+$", old))]
    trimmed = text.rstrip(CLOSING)
    core = text.strip(_OPENING + CLOSING)
    tried += [trimmed, trimmed + old, text.lstrip(_OPENING), core, old + core, core + old]
    glued = {first + second for first, second in ((trimmed, old), (old, core), (core, old)) if _glue(first, second)}
    for candidate in dict.fromkeys(tried):
        if candidate not in (old, text) and candidate not in glued and not keep_most(parts, [(at, candidate)], judge):
            return


def _glue(first: str, second: str) -> bool:
    """Whether two words would become one nobody wrote."""
    return bool(re.search(r"\w$", first) and re.match(r"\w", second))
