"""Circles among the services of one environment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence


def circles(edges: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """One path for each circle met on a walk along `edges` (name -> names it needs), its first name again at its end.

    Every knot of circles gives at least one path, and none is given when there is no circle. Linear in edges, without
    recursion: a chain of ten thousand services is a graph like any other.
    """
    done: set[str] = set()
    for start in edges:
        if start not in done:
            yield from _walk(start, edges, done)


def _walk(start: str, edges: Mapping[str, Sequence[str]], done: set[str]) -> Iterator[tuple[str, ...]]:
    path = {start: iter(edges.get(start, ()))}
    while path:
        name, rest = next(reversed(path.items()))
        needed = next(rest, None)
        if needed is None:
            done.add(name)
            del path[name]
        elif needed in path:
            names = list(path)
            yield (*names[names.index(needed) :], needed)
        elif needed not in done and needed in edges:
            path[needed] = iter(edges[needed])
