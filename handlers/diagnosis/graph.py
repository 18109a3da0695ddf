"""The dependency graph: typed edges, circles, and what a service needs. Every walk is a loop, so depth has no limit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from handlers.core.names import nearest
from handlers.stack.service import Service


@dataclass(frozen=True, slots=True)
class Graph:
    """Who needs whom.

    `depends_on`: service -> all the services it needs; its keys are all the services there are.
    `any_of`: service -> groups of redundant services, of which one in each group is enough.
    """

    depends_on: Mapping[str, Sequence[str]]
    any_of: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, services: Mapping[str, Service]) -> Graph:
        """The graph that the `services` section of an environment describes."""
        return cls(
            {name: service.depends_on for name, service in services.items()},
            {name: service.any_of for name, service in services.items() if service.any_of},
        )

    def needs(self, service: str) -> Iterator[str]:
        """The direct dependencies of a service, redundant ones included."""
        yield from self.depends_on.get(service, ())
        for group in self.any_of.get(service, ()):
            yield from group

    def closure(self, service: str) -> list[str]:
        """The service and everything it needs, directly or not, nearest first."""
        found = {service}
        for name in (queue := [service]):
            for needed in self.needs(name):
                if needed not in found:
                    found.add(needed)
                    queue.append(needed)
        return queue

    def problems(self) -> list[str]:
        """What is wrong with the graph, in words: names that do not exist, and circles. Empty when it is sound."""
        problems = []
        for name in self.depends_on:
            for needed in self.needs(name):
                if needed not in self.depends_on:
                    near = nearest(needed, self.depends_on)
                    hint = f"; did you mean {near}?" if near else ""
                    problems.append(f"{name} depends on {needed}, which is no service{hint}")
        problems += ["these services depend on each other in a circle: " + " -> ".join(c) for c in self.circles()]
        return problems

    def circles(self) -> list[tuple[str, ...]]:
        """Groups of services that need each other, one closed walk for each: first name repeated at the end."""
        return [
            self._walk_round(set(group))
            for group in components(self.depends_on, self.needs)
            if len(group) > 1 or group[0] in self.needs(group[0])
        ]

    def _walk_round(self, group: set[str]) -> tuple[str, ...]:
        start = min(group)
        came_from = {start: start}
        for name in (queue := [start]):
            for needed in self.needs(name):
                if needed == start:
                    walk = [start]
                    while name != start:
                        walk.append(name)
                        name = came_from[name]
                    return (start, *reversed(walk))
                if needed in group and needed not in came_from:
                    came_from[needed] = name
                    queue.append(needed)
        raise AssertionError("a strongly connected group has a closed walk")


def components(nodes: Iterable[str], successors: Callable[[str], Iterable[str]]) -> Iterator[list[str]]:
    """Strongly connected components, dependencies before what needs them (Tarjan 1972, as a loop; linear).

    `successors` may name nodes outside `nodes`; those are visited too.
    """
    walk = _Walk(successors)
    for root in nodes:
        if root not in walk.number:
            yield from walk.from_root(root)


class _Walk:
    """Tarjan's state: visiting numbers, the lowest number reachable, and the nodes not yet in a component."""

    def __init__(self, successors: Callable[[str], Iterable[str]]) -> None:
        self.successors = successors
        self.number: dict[str, int] = {}
        self.low: dict[str, int] = {}
        self.pending: list[str] = []
        self.is_pending: set[str] = set()

    def from_root(self, root: str) -> Iterator[list[str]]:
        path = [(root, self._open(root))]
        while path:
            name, rest = path[-1]
            fresh = self._next_fresh(name, rest)
            if fresh is not None:
                path.append((fresh, self._open(fresh)))
                continue
            path.pop()
            if path:
                above = path[-1][0]
                self.low[above] = min(self.low[above], self.low[name])
            if self.low[name] == self.number[name]:
                yield self._close(name)

    def _open(self, name: str) -> Iterator[str]:
        self.number[name] = self.low[name] = len(self.number)
        self.pending.append(name)
        self.is_pending.add(name)
        return iter(self.successors(name))

    def _next_fresh(self, name: str, rest: Iterator[str]) -> str | None:
        for other in rest:
            if other not in self.number:
                return other
            if other in self.is_pending:
                self.low[name] = min(self.low[name], self.number[other])
        return None

    def _close(self, name: str) -> list[str]:
        group: list[str] = []
        while not group or group[-1] != name:
            group.append(self.pending.pop())
        self.is_pending.difference_update(group)
        return group
