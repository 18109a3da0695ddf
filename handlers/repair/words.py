"""Text without what damage touches: quotes, brackets, white space, emoji, leading zeros."""

from __future__ import annotations

import re
from collections import Counter

_WORD = re.compile(r"\w+")
_GLUE = re.compile(r"\W+")
_LEADING_ZEROS = re.compile(r"(?<![\w.])0+(?=\d)")


def key(text: str) -> str:
    """The letters and digits of `text` in order: equal for two texts that differ by damage only."""
    return _GLUE.sub("", _LEADING_ZEROS.sub("", text))


def words(text: str) -> Counter[str]:
    """The words of `text` with their counts."""
    return Counter(_WORD.findall(text))


def kept(before: str, after: str) -> float:
    """Share 0..1 of the words of `before` (as a multiset) that `after` still has; 1 where there were none."""
    wanted = words(before)
    total = wanted.total()
    return (wanted & words(after)).total() / total if total else 1.0


def alike(first: Counter[str], second: Counter[str]) -> float:
    """Sorensen-Dice coefficient 0..1 of two bags of words."""
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 1.0


def split_lines(text: str) -> list[str]:
    """Lines with their endings, cut at newlines only (str.splitlines also cuts at form feeds and U+2028)."""
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
