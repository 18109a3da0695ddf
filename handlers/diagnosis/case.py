"""What is known of each service before causes are looked for: its readings, its effects, whom its evidence blames."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from handlers.core.ports import Health
from handlers.diagnosis.evidence import Effect, Seen, SeenByService, effect_of, unfold
from handlers.diagnosis.graph import Graph
from handlers.diagnosis.health_body import FailingCheck, failing_checks
from handlers.diagnosis.matching import Matcher, Reading
from handlers.probes.reasons import Reason

SUPPORTING = frozenset({str(Reason.ERRORS_LOGGED)})
"""Reasons that strengthen a suspicion but are none: errors stay in a log long after what caused them is mended."""

EARLIER_WEIGHT = 0.5
"""How far evidence of an earlier run is believed, as a share of what the same would weigh now."""

_OTHER_NAMES = {"db": "postgres", "database": "postgres", "sql": "postgres", "cache": "redis", "valkey": "redis"}


class Read(NamedTuple):
    """One failing observation with its reading, the dependencies its text speaks of, and what its log adds to it."""

    seen: Seen
    reading: Reading
    blamed: tuple[str, ...] = ()
    why: Reading | None = None

    @property
    def is_earlier(self) -> bool:
        """Whether it tells of an earlier run."""
        return "earlier" in self.seen.observation.facts

    @property
    def is_present(self) -> bool:
        """Whether it shows the service as it runs now: neither an earlier run, nor a setting read on the platform."""
        return not self.is_earlier and self.seen.kind != "settings_agree"


@dataclass(slots=True)
class Case:
    """A failing service. `supporting` holds evidence that alone would not have made it failing."""

    service: str
    reads: list[Read]
    supporting: list[Read]
    effects: int


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
    reader = _Reader(graph, seen, matcher)
    for service in graph.depends_on:
        observed = seen.get(service, ())
        failing, past = unfold(observed)
        if failing and (case := reader.case(service, failing, observed)):
            if past:
                case.reads += reader.earlier(service, past, observed)
            ward.cases[service] = case
        elif any(one.observation.health is Health.OK for one in observed):
            ward.healthy[service] = observed
        else:
            ward.unknown[service] = observed
    return ward


class _Reader(NamedTuple):
    graph: Graph
    seen: SeenByService
    matcher: Matcher

    def case(self, service: str, failing: Sequence[Seen], observed: Sequence[Seen]) -> Case | None:
        """The case of a service; None when only supporting evidence speaks against it and its own probes are well."""
        reads: list[Read] = []
        supporting: list[Read] = []
        for one in failing:
            reading = self.matcher.best(one, observed)
            found = [Read(one, reading)] if reading else self._reads(service, one, observed)
            (supporting if one.observation.reason in SUPPORTING else reads).extend(found)
        if not reads:
            if any(one.observation.health is not Health.FAILING for one in observed):
                return None
            reads, supporting = supporting, []
        effects = 0
        for read in reads:
            in_text = read.reading.category == "log"  # which may speak of anything; callers see what the probe saw
            effects |= effect_of(read.seen.observation) if in_text else read.reading.effect
        return Case(service, reads, supporting, effects)

    def earlier(self, service: str, past: Sequence[Seen], observed: Sequence[Seen]) -> list[Read]:
        """What earlier runs add; callers see what is now, so that its effects are left as they are."""
        return [read for one in past for read in self._earlier(service, one, observed)]

    def _reads(self, service: str, one: Seen, observed: Sequence[Seen]) -> list[Read]:
        """Usually one read; one for each failing check where the service's own health check names several."""
        checks = failing_checks(one.observation.facts.get("body"))
        told = [read for check in checks for read in self._told(service, one, check)]
        if told:
            return told
        readings = self.matcher.readings(one, observed)
        ranked = sorted(readings, key=lambda reading: reading.rank, reverse=True)
        for reading in ranked:
            if reading.entry.blames and reading.category == "log" and one.kind not in reading.entry.blames:
                blamed = tuple(dict.fromkeys(self._speaks_of(reading.entry.blames, service)))
                if blamed:
                    return [Read(one, reading, blamed)]
        chosen = ranked[0]
        in_log = [reading for reading in ranked[1:] if reading.category == "log" and chosen.category != "log"]
        why = next((reading for reading in in_log if reading.entry.own), None)
        cannot_connect = bool(in_log) and why is None  # it ended over a connection: ask those it connects to first
        if why is not None and why.entry.id == chosen.entry.id:  # in words it would only say the same again
            chosen, why = chosen._replace(quote=chosen.quote or why.quote), None
        return [Read(one, chosen, tuple(self.graph.needs(service)) if cannot_connect else (), why)]

    def _earlier(self, service: str, one: Seen, observed: Sequence[Seen]) -> Iterator[Read]:
        """What an earlier run tells of itself: why it ended, or what its log names that lasts until it is mended."""
        readings = self.matcher.readings(one, observed)
        if one.observation.reason == Reason.LOGGED:
            lasting = {
                reading.entry.id: reading
                for reading in readings
                if reading.entry.lasting and not any(self._speaks_of(reading.entry.blames, service))
            }
            for reading in lasting.values():
                entry = dataclasses.replace(reading.entry, own=True)
                yield Read(one, reading._replace(entry=entry, weight=reading.weight * EARLIER_WEIGHT))
            return
        for read in self._reads(service, one, observed):
            if read.reading.entry.own and not read.blamed:
                yield read._replace(reading=read.reading._replace(weight=read.reading.weight * EARLIER_WEIGHT))

    def _told(self, service: str, one: Seen, check: FailingCheck) -> Iterator[Read]:
        """What a failing check of the service's own says: of a dependency, or of the service itself."""
        names = (check.name.lower(), _OTHER_NAMES.get(check.name.lower(), check.name.lower()))
        dependency = next(iter(self._speaks_of(names, service)), "")
        reading = self.matcher.of_text(check.text, Effect.ERROR)
        if reading is not None:
            blamed = tuple(dict.fromkeys(self._speaks_of(reading.entry.blames, service)))
            if not reading.entry.own and not blamed and dependency:
                blamed = (dependency,)
            yield Read(one, reading, blamed)
        elif dependency:
            yield Read(one, self.matcher.cannot_use(dependency, check.text), (dependency,))

    def _speaks_of(self, words: Sequence[str], service: str) -> Iterator[str]:
        for name in self.graph.closure(service)[1:]:
            kinds = {one.kind for one in self.seen.get(name, ())}
            if any(word in kinds or word == name.lower() or (len(word) > 3 and word in name.lower()) for word in words):
                yield name
