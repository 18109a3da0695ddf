"""How far a mended text is from the damaged one: of several mends that compile, the nearest is believed."""

from __future__ import annotations

from handlers.repair.matching import matcher
from handlers.repair.words import words

_ASIDE = 3.0
_WORD = 1.0


def distance(damaged: str, mended: str) -> float:
    """Lines that differ; a line put aside as a comment counts three more, a word that is gone one."""
    before, after = damaged.split("\n"), mended.split("\n")
    total = _WORD * (words(damaged) - words(mended)).total()
    for tag, i, j, m, n in matcher(before, after).get_opcodes():
        if tag != "equal":
            aside = _comments(after[m:n]) - _comments(before[i:j])
            total += max(j - i, n - m) + _ASIDE * max(0, aside)
    return total


def _comments(lines: list[str]) -> int:
    return sum(line.lstrip().startswith("#") for line in lines)
