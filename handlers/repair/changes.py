"""What mending the syntax did to a text, hunk by hunk."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from handlers.repair.result import Deed, Hunk
from handlers.repair.words import key, split_lines, words


def changes(damaged: str, mended: str) -> Iterator[Hunk]:
    """Every difference as a hunk; `lost` holds its lines with a word that is nowhere in the hunk any more."""
    before, after = split_lines(damaged), split_lines(mended)
    for tag, i, j, m, n in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            yield _hunk(i + 1, before[i:j], after[m:n])


def _hunk(line: int, before: list[str], after: list[str]) -> Hunk:
    old, new = "".join(before), "".join(after)
    gone = words(old) - words(new) if key(old) != key(new) else words("")
    lost = "".join(text for text in before if gone & words(text))
    if _comments(after) > _comments(before):
        return Hunk(line, Deed.ASIDE, old, new, lost)
    return Hunk(line, Deed.SYNTHESISED, old, new, lost)


def _comments(lines: list[str]) -> int:
    return sum(line.lstrip().startswith("#") for line in lines)
