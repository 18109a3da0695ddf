"""From what fails to the root causes behind it, by the cause engine of the diagnosis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.incidents.model import Vital
from handlers.core.ports import Health
from handlers.diagnosis.catalogue import generic
from handlers.diagnosis.catalogue.entry import KNOWN, Entry, Sign
from handlers.diagnosis.causes import find_causes
from handlers.diagnosis.evidence import Effect, Seen
from handlers.diagnosis.graph import Graph
from handlers.probes.base import Observation

_OWN = "own-cause"
_CATALOGUE = (
    *generic.ENTRIES,
    Entry("{service}-own-cause", "", "", "", signs=(Sign((_OWN,)),), own=True, level=KNOWN, effect=Effect.ERROR),
)
"""Any failure explains any other that depends on it, unless the diagnosis found a reason of its own for that one."""


@dataclass(frozen=True, slots=True)
class Group:
    """A root cause and everything that fails because of it, itself included."""

    cause: str
    services: frozenset[str]


def attribute(graph: Graph, vitals: Mapping[str, Vital], suspects: Iterable[str], together: float = 0.0) -> list[Group]:
    """The suspects sorted by root cause; the cause that explains most comes first, every suspect comes once.

    What lies between a cause and its symptom may not have been found failing yet, or never be. A failure is therefore
    explained by anything it needs, directly or not, that began to fail within `together` seconds of it as well.
    """
    suspected = frozenset(suspects)
    if not suspected:
        return []
    seen = {name: (_seen(vitals.get(name, Vital()), name in suspected),) for name in graph.depends_on}
    toward = dict(find_causes(graph, seen, catalogue=_CATALOGUE).toward)
    groups: dict[str, set[str]] = {}
    roots: dict[str, str] = {}
    for service in sorted(suspected):
        if service not in toward and not vitals[service].own:
            below = _nearest(graph, vitals, service, (suspected, together))
            if below:
                toward[service] = below
    for service in sorted(suspected):
        groups.setdefault(_root(service, toward, roots), set()).add(service)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return [Group(cause, frozenset(services)) for cause, services in ordered]


def _nearest(graph: Graph, vitals: Mapping[str, Vital], service: str, candidates: tuple[frozenset[str], float]) -> str:
    """The nearest of the suspects below a service that began to fail about when it did; empty when there is none."""
    suspected, together = candidates
    seen = {service}
    for name in (queue := [service]):
        spare = (group for group in graph.any_of.get(name, ()) if suspected.issuperset(group))
        for needed in (*graph.depends_on.get(name, ()), *(one for group in spare for one in group)):
            if needed in suspected and needed not in seen and _began_together(vitals, service, needed, together):
                return needed
            if needed not in seen:
                seen.add(needed)
                queue.append(needed)
    return ""


def _began_together(vitals: Mapping[str, Vital], service: str, needed: str, together: float) -> bool:
    since, before = vitals[service].failing_since, vitals[needed].failing_since
    if since is None or before is None:
        return before is None
    return abs(since - before) <= together


def _root(service: str, toward: Mapping[str, str], roots: dict[str, str]) -> str:
    """The end of the way from a symptom to its cause; each step is walked once."""
    way: dict[str, None] = {}
    while service not in roots and service in toward and service not in way:
        way[service] = None
        service = toward[service]
    root = roots.get(service, service)
    roots.update(dict.fromkeys(way, root))
    return root


def _seen(vital: Vital, suspected: bool) -> Seen:
    if suspected:
        return Seen("watch", "watch", Observation.failing(_OWN if vital.own else "watch", ""))
    if vital.status is Health.UNKNOWN:
        return Seen("watch", "watch", Observation.unknown("unseen", ""))
    return Seen("watch", "watch", Observation.ok(""))
