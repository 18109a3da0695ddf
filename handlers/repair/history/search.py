"""Keep as many changes as a judge lets stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Judge = Callable[[Sequence[str]], bool]
Change = tuple[int, str]


def keep_most(texts: list[str], changes: Sequence[Change], judge: Judge) -> list[Change]:
    """Make every change (index, text) of `texts` the judge accepts, in place; the refused ones are returned.

    All are tried at once, then halves: with r refused of n changes about 2 r log2(n) judgements.
    """
    if not changes:
        return []
    previous = [texts[at] for at, _ in changes]
    for at, text in changes:
        texts[at] = text
    if judge(texts):
        return []
    for (at, _), text in zip(changes, previous, strict=True):
        texts[at] = text
    if len(changes) == 1:
        return list(changes)
    half = len(changes) // 2
    return keep_most(texts, changes[:half], judge) + keep_most(texts, changes[half:], judge)
