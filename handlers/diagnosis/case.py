"""What is known of each service before causes are looked for: its readings, its effects, whom its evidence blames."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from handlers.core.ports import Health
from handlers.diagnosis.evidence import Seen, SeenByService
from handlers.diagnosis.graph import Graph
from handlers.diagnosis.matching import Matcher, Reading
from handlers.probes.reasons import Reason

SUPPORTING = frozenset({str(Reason.ERRORS_LOGGED)})
"""Reasons that strengthen a suspicion but are none: errors stay in a log long after what caused them is mended."""


class Read(NamedTuple):
    """One failing observation with its reading, and the dependencies its text speaks of (empty: of none)."""

    seen: Seen
    reading: Reading
    blamed: tuple[str, ...] = ()


@dataclass(slots=True)
class Case:
    """A failing service. `supporting` holds evidence that alone would not have made it failing."""

    service: str
    reads: list[Read] = field(default_factory=list)
    supporting: list[Read] = field(default_factory=list)
    effects: int = 0


class Ward(NamedTuple):
    """All services sorted by state: cases (failing), unknown, and healthy; a service without probes is unknown."""

    cases: dict[str, Case]
    unknown: dict[str, Sequence[Seen]]
    healthy: dict[str, Sequence[Seen]]

    def is_bad(self, service: str) -> bool:
        """Whether a service that needs it may fail because of it."""
        return service in self.cases or service in self.unknown


def sort_services(graph: Graph, seen: SeenByService, matcher: Matcher) -> Ward:
    """Sort every service of the graph by what was seen of it."""
    ward = Ward({}, {}, {})
    for service in graph.depends_on:
        observed = seen.get(service, ())
        failing = [one for one in observed if one.observation.health is Health.FAILING]
        if failing and (case := _case(service, failing, observed, (graph, seen, matcher))):
            ward.cases[service] = case
        elif any(one.observation.health is Health.OK for one in observed):
            ward.healthy[service] = observed
        else:
            ward.unknown[service] = observed
    return ward


def _case(
    service: str, failing: Sequence[Seen], observed: Sequence[Seen], world: tuple[Graph, SeenByService, Matcher]
) -> Case | None:
    case = Case(service)
    for one in failing:
        read = _read(service, one, observed, world)
        (case.supporting if one.observation.reason in SUPPORTING else case.reads).append(read)
    if not case.reads:
        if len(observed) > len(failing):
            return None
        case.reads, case.supporting = case.supporting, []
    for read in case.reads:
        case.effects |= read.reading.effect
    return case


def _read(service: str, one: Seen, observed: Sequence[Seen], world: tuple[Graph, SeenByService, Matcher]) -> Read:
    graph, seen, matcher = world
    if not one.observation.facts:
        return Read(one, matcher.best(one, observed))
    readings = matcher.readings(one, observed)
    for reading in sorted(readings, key=lambda reading: reading.rank, reverse=True):
        if reading.entry.blames and reading.category == "log":
            blamed = tuple(dict.fromkeys(_speaks_of(reading.entry.blames, graph.needs(service), seen)))
            if blamed:
                return Read(one, reading, blamed)
    return Read(one, max(readings, key=lambda reading: reading.rank))


def _speaks_of(words: Sequence[str], services: Iterable[str], seen: SeenByService) -> Iterable[str]:
    for name in services:
        if any(word in name or any(word == one.kind for one in seen.get(name, ())) for word in words):
            yield name
