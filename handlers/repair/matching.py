"""Which lines of two texts match, in bounded time however often lines repeat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

_PAIRS = 3_000_000  # equal pairs compared in one pass, about a second's work on a slow core
_IN_ALL = 30_000_000  # equal pairs compared in all passes, of which each place that differs may take one


def matcher(
    before: Sequence[str], after: Sequence[str], junk: Callable[[str], bool] | None = None
) -> SequenceMatcher[str]:
    """difflib's matcher over all lines; those with more equal pairs than can be compared only extend a match.

    difflib compares every line with each of its equals on the other side, which is quadratic where one repeats. `junk`
    tells lines that are to extend a match only in any case.
    """
    old, new = Counter(before), Counter(after)
    pairs = {line: count * new[line] for line, count in old.items() if line in new and not (junk and junk(line))}
    passes = 1 + max((old - new).total(), (new - old).total())
    left, common = min(_PAIRS, _IN_ALL // passes), set[str]()
    for line, count in sorted(pairs.items(), key=lambda item: (item[1], item[0])):
        left -= count
        if left < 0:
            common.add(line)
    if not common:
        return SequenceMatcher(junk, before, after, autojunk=False)
    return SequenceMatcher(lambda line: line in common or bool(junk and junk(line)), before, after, autojunk=False)
