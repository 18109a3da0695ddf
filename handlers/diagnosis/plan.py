"""Which probes a diagnosis runs: those the stack file lists, and those its other sections imply."""

from __future__ import annotations

from typing import NamedTuple

from handlers.core.errors import Usage
from handlers.core.names import nearest
from handlers.diagnosis.graph import Graph
from handlers.probes.base import ProbeConfig
from handlers.stack.environment import Environment


class Spot(NamedTuple):
    """Where a probe looks: the service it speaks of, and its title, unique within the service."""

    service: str
    probe: str


class Plan(NamedTuple):
    """The part of the graph a diagnosis covers, and every probe it runs."""

    graph: Graph
    probes: dict[Spot, ProbeConfig]


def plan(environment: Environment, service: str | None = None) -> Plan:
    """All of an environment, or just one service and what it needs.

    Raises Usage, with the nearest valid name, for a service that does not exist.
    """
    graph = Graph.of(environment.services)
    if service is not None:
        graph = _part(graph, service)
    probes: dict[Spot, ProbeConfig] = {}
    for name in graph.depends_on:
        for config in environment.services[name].probes:
            probes[_free_spot(probes, name, config.title)] = config
    return Plan(graph, probes)


def _part(graph: Graph, service: str) -> Graph:
    if service not in graph.depends_on:
        near = nearest(service, graph.depends_on)
        hint = f"; did you mean {near}?" if near else ""
        raise Usage(f"there is no service {service!r}, expected one of {', '.join(graph.depends_on)}{hint}")
    kept = graph.closure(service)
    return Graph(
        {name: graph.depends_on[name] for name in kept if name in graph.depends_on},
        {name: graph.any_of[name] for name in kept if name in graph.any_of},
    )


def _free_spot(taken: dict[Spot, ProbeConfig], service: str, title: str) -> Spot:
    spot, number = Spot(service, title), 2
    while spot in taken:
        spot, number = Spot(service, f"{title} {number}"), number + 1
    return spot
