"""Which probes a diagnosis runs: those the stack file lists, and those its other sections imply."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from handlers.core.errors import Usage
from handlers.core.names import nearest
from handlers.diagnosis.graph import Graph
from handlers.probes.base import Observation, ProbeConfig
from handlers.probes.settings_agree import SettingsAgreeProbe
from handlers.stack.environment import Environment
from handlers.stack.implied import agreement_probes, platform_probes


class Spot(NamedTuple):
    """Where a probe looks: the service it speaks of, and its title, unique within the service."""

    service: str
    probe: str


class Plan(NamedTuple):
    """The part of the graph a diagnosis covers, and every probe it runs."""

    graph: Graph
    probes: dict[Spot, ProbeConfig]


def plan(environment: Environment, service: str | None = None, only: Iterable[str] | None = None) -> Plan:
    """All of an environment, or just one service and what it needs, or `only` the services of these names.

    Raises Usage, with the nearest valid name, for a service that does not exist.
    """
    graph = Graph.of(environment.services)
    if service is not None:
        graph = _part(graph, service)
    if only is not None:
        graph = _only(graph, only)
    probes: dict[Spot, ProbeConfig] = {}
    for name in graph.depends_on:
        described = environment.services[name]
        for config in (*described.probes, *platform_probes(described, environment)):
            probes[_free_spot(probes, name, config.title)] = config
    for agreement in agreement_probes(environment):
        owner = _uppermost(graph, agreement.members)
        if owner:
            probes[_free_spot(probes, owner, agreement.title)] = agreement
    return Plan(graph, probes)


def owners(config: ProbeConfig, spot: Spot, observation: Observation, graph: Graph) -> tuple[str, ...]:
    """The services an observation speaks of: for settings, those whose copy is damaged; else where the probe looks."""
    if isinstance(config, SettingsAgreeProbe):
        damaged = [name for name in observation.facts.get("damaged", ()) if name in graph.depends_on]
        if not damaged and len(differing := observation.facts.get("differing", ())) < len(config.members):
            damaged = [name for name in differing if name in graph.depends_on]
        return tuple(damaged) or (spot.service,)
    return (spot.service,)


def _uppermost(graph: Graph, members: Iterable[str]) -> str:
    """The member that needs the others: it is the one that refuses what they made. Empty when the graph lacks one."""
    names = list(members)
    if not all(name in graph.depends_on for name in names):
        return ""
    return max(names, key=lambda name: (len(set(graph.closure(name)) & set(names)), names.index(name)))


def _part(graph: Graph, service: str) -> Graph:
    if service not in graph.depends_on:
        raise _unknown(graph, service)
    kept = graph.closure(service)
    return Graph(
        {name: graph.depends_on[name] for name in kept if name in graph.depends_on},
        {name: graph.any_of[name] for name in kept if name in graph.any_of},
    )


def _unknown(graph: Graph, service: str) -> Usage:
    near = nearest(service, graph.depends_on)
    hint = f"; did you mean {near}?" if near else ""
    return Usage(f"there is no service {service!r}, expected one of {', '.join(graph.depends_on)}{hint}")


def _only(graph: Graph, names: Iterable[str]) -> Graph:
    """The part of the graph that lies between these services."""
    kept = dict.fromkeys(names)
    for name in kept:
        if name not in graph.depends_on:
            raise _unknown(graph, name)
    # A way that leads out of the part may hold, so nothing hangs on the rest of such a group.
    inside = {name: tuple(g for g in graph.any_of.get(name, ()) if kept.keys() >= set(g)) for name in kept}
    return Graph(
        {name: tuple(needed for needed in graph.depends_on[name] if needed in kept) for name in kept},
        {name: groups for name, groups in inside.items() if groups},
    )


def _free_spot(taken: dict[Spot, ProbeConfig], service: str, title: str) -> Spot:
    spot, number = Spot(service, title), 2
    while spot in taken:
        spot, number = Spot(service, f"{title} {number}"), number + 1
    return spot
