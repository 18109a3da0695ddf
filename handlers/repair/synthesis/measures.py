"""Measured features of a proposal: language model, runs the text holds elsewhere, balance of brackets."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from handlers.repair.synthesis.proposals.edit import Change, Proposal
from handlers.repair.synthesis.view import View, rebalance


def measures(seen: View, proposal: Proposal) -> dict[str, float]:
    """What the changes of `proposal` do to the likelihood, the size and the balance of the text."""
    words = seen.words
    lm = own = gone = come = lost = 0.0
    net = list(seen.net)
    for change in proposal.changes[:12]:
        begin, end = change.begin, change.end
        added = seen.added(change.texts)
        left, right = words[max(0, begin - 3) : begin], words[end : end + 3]
        lm += seen.model.run(left, (*added, *right)) - (seen.sums[min(len(words), end + 3)] - seen.sums[begin])
        own += _own(seen, change, added)
        gone += end - begin
        come += len(added)
        for word in words[begin:end]:
            lost += len(word) > 2
        rebalance(net, added, 1)
        rebalance(net, words[begin:end], -1)
    before, after = sum(map(abs, seen.net)), sum(map(abs, net))
    return {
        "lm": within(lm / 8, 3.0),
        "lm+": within((lm + 3.0 * (come - gone)) / 8, 3.0),
        "own": within(own / 4, 3.0),
        "gone": min(gone, 12.0) / 4,
        "lost": min(lost, 12.0) / 4,
        "come": min(come, 8.0) / 4,
        "balance": within(float(before - after), 2.0),
        "balanced": float(after == 0),
    }


def within(number: float, bound: float) -> float:
    """`number`, kept between minus and plus `bound`."""
    return bound if number > bound else -bound if number < -bound else number


def _own(seen: View, change: Change, added: Sequence[str]) -> float:
    """How many of the runs the change makes the text holds elsewhere, less those it breaks."""
    words, own = seen.words, seen.own
    begin, end = change.begin, change.end
    left, right = words[max(0, begin - 2) : begin], words[end : end + 2]
    broken = seen.broken.get((begin, end))
    if broken is None:
        old = (*left, *words[begin : min(end, begin + 10)], *right)
        broken = float(sum([own[run] - 1 for run in _runs(old) if run in own]))
        seen.broken[begin, end] = broken
    return sum([own[run] for run in _runs((*left, *added, *right)) if run in own]) - broken


def _runs(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """All runs of two and of three words."""
    return itertools.chain(itertools.pairwise(words), zip(words, words[1:], words[2:], strict=False))
