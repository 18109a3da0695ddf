"""What mending the syntax did to a text, hunk by hunk."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.repair.matching import matcher
from handlers.repair.result import Deed, Hunk
from handlers.repair.synthesis.whole.stray import QUIET, bare, without
from handlers.repair.words import key, split_lines, words

_SOME = 2  # letters a line of code has at least


def changes(damaged: str, mended: str) -> Iterator[Hunk]:
    """Every difference as a hunk; `lost` holds its lines with a word that is nowhere in the hunk any more."""
    before, after = split_lines(damaged), split_lines(mended)
    for tag, i, j, m, n in matcher(before, after).get_opcodes():
        if tag != "equal":
            yield _hunk(i + 1, before[i:j], after[m:n], before[max(0, i - 1) : i] + before[j : j + 1])


def _hunk(line: int, before: list[str], after: list[str], around: list[str]) -> Hunk:
    old, new = "".join(before), "".join(after)
    gone = words(old) - words(new) if key(old) != key(new) else words("")
    said = key(new)
    told_of = before if gone else []
    lost = "".join(text for text in told_of if gone & words(text) and not _is_told(text, said, after, around))
    if _comments(after) > _comments(before):
        return Hunk(line, Deed.ASIDE, old, new, lost)
    return Hunk(line, Deed.SYNTHESISED, old, new, lost)


def _is_told(text: str, said: str, after: list[str], around: list[str]) -> bool:
    """Whether a line of the damaged text is still there but for damage.

    That is one whose letters are (`said` are those there now), a stray word in capitals or a line led by one, one that
    repeats its neighbour, and code brought back from behind a comment's marker.
    """
    own = key(text)
    if own in said or bare(text) or any(own == key(line) for line in around):
        return True
    if any(price < QUIET and key(rest) in said for price, rest in without(text)):
        return True
    return text.lstrip().startswith("#") and any(own.endswith(key(line)) for line in after if len(key(line)) >= _SOME)


def _comments(lines: list[str]) -> int:
    return sum(line.lstrip().startswith("#") for line in lines)
