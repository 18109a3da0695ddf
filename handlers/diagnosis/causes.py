"""The cause engine: (graph, what was seen) -> root causes, symptoms with the path to their cause, unknowns. Pure.

Linear in services, edges and observations. A root cause is a failing service none of whose failing dependencies
explains it; evidence of its own (a crash, a mismatch of settings) stands even while a dependency fails too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from handlers.diagnosis.case import Case, Read, Ward, sort_services
from handlers.diagnosis.catalogue import CATALOGUE
from handlers.diagnosis.catalogue.entry import Entry
from handlers.diagnosis.changes import Changes
from handlers.diagnosis.evidence import ALL, COVERS, EXPLAINS, Effect, SeenByService
from handlers.diagnosis.graph import Graph, components
from handlers.diagnosis.hypothesis import Hypothesis, build
from handlers.diagnosis.matching import matcher_of


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """`causes`: best first. `toward`: symptom -> the next service on its way to the cause. `ward`: every state."""

    causes: tuple[Hypothesis, ...]
    toward: dict[str, str]
    ward: Ward

    @property
    def symptoms(self) -> list[str]:
        """The failing services that a cause explains."""
        return [service for service in self.toward if service in self.ward.cases]

    def path(self, service: str) -> tuple[str, ...]:
        """From a symptom to its cause, both included; just the service itself for a cause."""
        path = [service]
        while path[-1] in self.toward:
            path.append(self.toward[path[-1]])
        return tuple(path)


def find_causes(
    graph: Graph, seen: SeenByService, changes: Changes | None = None, catalogue: tuple[Entry, ...] = CATALOGUE
) -> Diagnosis:
    """Name the root causes.

    `seen`: service -> its finished probes, in any order; services without any count as unknown. `changes`: what was
    done to services lately. The answer does not depend on the order of services or probes.
    """
    ward = sort_services(graph, seen, matcher_of(catalogue))
    search = _Search(graph, ward, changes or {})
    search.run()
    causes = build(graph, ward, search.sources, search.changes)
    explained = _count(search)
    causes.sort(key=lambda cause: (-cause.confidence, -explained.get(cause.service, 0), cause.service, cause.id))
    return Diagnosis(tuple(causes), search.toward, ward)


def _count(search: _Search) -> dict[str, int]:
    """How many failing services each source explains, by one walk from the last explained to the first."""
    total: dict[str, int] = defaultdict(int)
    for service in reversed(search.toward):
        total[search.toward[service]] += total[service] + (service in search.ward.cases)
    return total


_OUTSIDE = frozenset({"http", "websocket"})
"""Probes whose answer may have been passed on from behind the service that was asked."""


_ALL, _GONE, _CUT_OFF = int(ALL), int(Effect.DOWN | Effect.HUNG), int(Effect.CUT_OFF)
"""Plain numbers: the engine compares them a great many times."""


@dataclass(slots=True)
class _Search:
    """`sources`: service -> the reads that make it a cause. `edges`: bad service -> those its failure can explain."""

    graph: Graph
    ward: Ward
    changes: Changes
    sources: dict[str, list[Read]] = field(default_factory=dict)
    toward: dict[str, str] = field(default_factory=dict)
    edges: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    back: dict[str, list[str]] = field(default_factory=dict)
    named: dict[str, set[str]] = field(default_factory=dict)
    masks: dict[str, int] = field(default_factory=dict)  # bad service -> the effects it can bring about above it

    def run(self) -> None:
        self.masks = dict.fromkeys(self.ward.unknown, _ALL)
        self.masks |= {name: EXPLAINS[case.effects] for name, case in self.ward.cases.items()}
        for case in self.ward.cases.values():
            self._judge(case)
        for service in self.ward.unknown:
            self._link(service, self._bad_needs(service))
        for service in sorted(self.sources, key=self._strength, reverse=True):
            self._spread(service)
        self._break_circles()

    def _judge(self, case: Case) -> None:
        bad = self._bad_needs(case.service)
        if len(case.reads) == 1 and self._is_plainly_explained(case, bad):
            return
        own: list[Read] = []
        rest: list[Read] = []
        below: set[str] = set()
        for read in case.reads:
            repeated = self._repeated_below(read, bad)
            below.update(repeated)
            if not repeated:
                (own if read.reading.entry.own and not read.blamed else rest).append(read)
        covered = COVERS[_effects(own)]
        reach = [(name, self._reach(name, case.service)) for name in bad]
        union = _joined(reach)
        own += [
            read
            for read in rest
            if not read.reading.effect & covered
            and not _is_same_door(read, own)
            and not self._is_explained(case.service, read, union)
        ]
        if own:
            self.sources[case.service] = own + _better_names(own, rest)
        else:
            self._link(case.service, [name for name, effects in reach if name in below or effects & case.effects])

    def _is_plainly_explained(self, case: Case, bad: list[str]) -> bool:
        """The short way for what most symptoms are: one failing probe without a word of its own."""
        read = case.reads[0]
        if read.reading.entry.own or read.blamed or case.service in self.changes:
            return False
        effect, masks = read.reading.effect, self.masks
        below = [name for name in bad if masks[name] & effect]
        if below:
            self._link(case.service, below)
        return bool(below)

    def _repeated_below(self, read: Read, bad: list[str]) -> list[str]:
        """The failing dependencies that say the same of themselves, as a gateway repeats what a backend answered."""
        if not bad or not (read.seen.kind in _OUTSIDE or read.reading.entry.blames):
            return []
        id_ = _shared_id(read)
        return [name for name in bad if id_ in self._ids(name)] if id_ else []

    def _ids(self, service: str) -> set[str]:
        if service not in self.named:
            case = self.ward.cases.get(service)
            self.named[service] = {_shared_id(read) for read in case.reads} if case else set()
        return self.named[service]

    def _is_explained(self, service: str, read: Read, union: int) -> bool:
        if read.blamed:
            effect = read.reading.effect
            return any(self._reach(name, service) & effect for name in read.blamed if self.ward.is_bad(name))
        return bool(read.reading.effect & union)

    def _reach(self, name: str, above: str) -> int:
        """The effects that a bad dependency can bring about in the service `above` it.

        A dependency that does answer, if badly, is no reason why a service that was just changed cannot reach it.
        """
        case = self.ward.cases.get(name)
        if above in self.changes and case is not None and not case.effects & _GONE:
            return self.masks[name] & ~_CUT_OFF
        return self.masks[name]

    def _bad_needs(self, service: str) -> list[str]:
        """The dependencies that may explain this service: those all of which are needed, and groups wholly bad."""
        masks = self.masks
        bad = [name for name in self.graph.depends_on.get(service, ()) if name in masks]
        for group in self.graph.any_of.get(service, ()) if self.graph.any_of else ():
            if all(name in masks for name in group):
                bad += group
        return bad

    def _link(self, service: str, needs: list[str]) -> None:
        self.back[service] = needs
        for name in needs:
            self.edges[name].append(service)

    def _spread(self, source: str) -> None:
        """Breadth first from a cause to all it explains, so that every path is a shortest one."""
        for name in (queue := [source]):
            for above in self.edges.get(name, ()):
                if above not in self.toward and above not in self.sources:
                    self.toward[above] = name
                    queue.append(above)

    def _break_circles(self) -> None:
        """What is still unexplained waits for unknown services or for each other: its strongest member is the cause."""
        left = [name for name in self.back if name not in self.toward]
        if not any(name in self.ward.cases for name in left):
            return
        for group in components(left, lambda name: self.back.get(name, ())):
            members = [name for name in group if self._is_open(name)]
            if members:
                chosen = max(members, key=self._strength)
                if not self._accuse_unknown(chosen):
                    self.sources[chosen] = self.ward.cases[chosen].reads
                    self._spread(chosen)

    def _accuse_unknown(self, service: str) -> bool:
        """Whether the service's own words name a dependency nobody could measure: then that one is the cause."""
        reads = self.ward.cases[service].reads
        for name in self.back.get(service, ()):
            told = [read for read in reads if name in read.blamed]
            if name in self.ward.unknown and told:
                self.sources[name] = told
                self._spread(name)
                return service in self.toward
        return False

    def _is_open(self, name: str) -> bool:
        return name in self.ward.cases and name not in self.toward and name not in self.sources

    def _strength(self, service: str) -> tuple[tuple[int, float, int, str], str]:
        reads = self.sources.get(service) or self.ward.cases[service].reads
        return (max(read.reading.rank for read in reads), service)


def _is_same_door(read: Read, own: Iterable[Read]) -> bool:
    """Whether another probe of the very same address says better what is wrong there."""
    url = read.seen.observation.facts.get("url")
    return bool(url) and any(
        other.seen is not read.seen and other.seen.observation.facts.get("url") == url for other in own
    )


def _better_names(own: list[Read], rest: list[Read]) -> list[Read]:
    """Reads that would not stand alone, but name more precisely what does: a stopped process behind a dead database."""
    most = max(read.reading.entry.level for read in own)
    effects = {read.reading.effect for read in own if read.reading.entry.own}
    return [
        read
        for read in rest
        if read.reading.effect in effects
        and read.reading.entry.level > most
        and not any(read is other for other in own)
    ]


def _shared_id(read: Read) -> str:
    """The id by which two services may speak of the same thing; empty for ids that name the service itself."""
    id_ = read.reading.entry.id
    return "" if "{service}" in id_ else id_.replace("{endpoint}", read.seen.probe)


def _effects(reads: Iterable[Read]) -> int:
    effects = 0
    for read in reads:
        effects |= read.reading.effect
    return effects


def _joined(reach: list[tuple[str, int]]) -> int:
    union = 0
    for _, effects in reach:
        union |= effects
    return union


def paths(diagnosis: Diagnosis) -> Iterator[tuple[str, ...]]:
    """The path of every symptom; quadratic for long chains, so only for what is shown to a person."""
    return (diagnosis.path(service) for service in diagnosis.symptoms)
