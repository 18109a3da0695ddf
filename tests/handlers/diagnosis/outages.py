"""Outages of made-up stacks with known causes: graphs of any shape, failures that spread as they do in real ones."""

from __future__ import annotations

import random
from dataclasses import dataclass

from handlers.diagnosis.evidence import Seen
from handlers.diagnosis.graph import Graph
from tests.handlers.diagnosis.seeing import bad, blind, ok

OWN = (
    [bad("process", "exited", exit_code=1), bad("http", "refused")],
    [bad("process", "stopped"), bad("tcp", "refused")],
    [ok("process"), bad("settings_agree", "setting-missing", variable="API_KEY"), bad("http", "refused")],
)
"""What a failing service shows that speaks for itself, whatever else fails."""
STORES = ([bad("postgres", "read-only")], [bad("redis", "misconf")], [bad("redis", "out-of-memory")])
"""The same of what needs nothing else."""
PLAIN = ([bad("http", "refused")], [bad("tcp", "refused"), bad("websocket", "refused")])
"""What might as well come from something it needs."""
HUNG = ([bad("http", "timeout")], [bad("tcp", "timeout"), bad("http", "timeout")])
"""What only comes of something that is gone or hangs itself: an error passed on is quick."""
SYMPTOM = (
    [bad("http", "status", status=503)],
    [bad("http", "status", status=500), ok("process")],
    [bad("http", "status", status=502), bad("websocket", "handshake-refused", status=502)],
    [bad("auth_token", "login-failed", status=500), ok("tcp")],
)


@dataclass(frozen=True, slots=True)
class Outage:
    """`causes` are to be named; `failing` is all that really fails; `hidden` could not be measured."""

    graph: Graph
    seen: dict[str, list[Seen]]
    causes: set[str]
    failing: set[str]
    hidden: set[str]


def outage(rng: random.Random, *, hide_causes: bool = False) -> Outage:
    """A stack of 2 to 40 services, with up to four things broken, of which what fails above them follows."""
    graph = _stack(rng, rng.randint(2, 40))
    names = list(graph.depends_on)
    broken = set(rng.sample(names, min(len(names), rng.randint(0, 4))))
    failing = _spread(graph, broken)
    hidden = {name for name in failing if (hide_causes or name not in broken) and rng.random() < 0.25}
    seen: dict[str, list[Seen]] = {}
    gone: set[str] = set(hidden)
    causes = set()
    for name in names:
        bad_needs = _bad_needs(graph, name, failing)
        if name in hidden:
            seen[name] = rng.choice([[], [blind()], [blind("postgres", "unset-secret")]])
        elif name in broken:
            kind = rng.choice((OWN, STORES, PLAIN, HUNG) if not list(graph.needs(name)) else (OWN, PLAIN, HUNG))
            seen[name] = list(rng.choice(kind))
            explained = (kind is PLAIN and bool(bad_needs)) or (kind is HUNG and bool(gone & bad_needs))
            causes |= set() if explained else {name}
            gone |= set() if kind is STORES else {name}
        else:
            seen[name] = list(rng.choice(SYMPTOM)) if name in failing else [ok(), ok("process")]
    return Outage(graph, seen, causes, failing, hidden)


def _stack(rng: random.Random, size: int) -> Graph:
    names = [f"s{number}" for number in range(size)]
    rng.shuffle(names)
    near = rng.choice([2, 5, size])  # deep, usual or wide
    needs: dict[str, list[str]] = {}
    groups: dict[str, list[list[str]]] = {}
    for place, name in enumerate(names):
        below = names[max(0, place - near) : place]
        needs[name] = rng.sample(below, min(len(below), rng.randint(0, 3)))
        if len(below) > 1 and rng.random() < 0.3:
            groups[name] = [rng.sample(below, min(len(below), rng.randint(2, 3))) for _ in range(rng.randint(1, 2))]
    return Graph(needs, groups)


def _spread(graph: Graph, broken: set[str]) -> set[str]:
    failing = set(broken)
    for name in graph.depends_on:  # in an order in which what is needed comes first
        if _bad_needs(graph, name, failing):
            failing.add(name)
    return failing


def _bad_needs(graph: Graph, name: str, failing: set[str]) -> set[str]:
    """What brings a service down: failing ones of which it needs each, and groups of which none is left."""
    groups = [set(group) for group in graph.any_of.get(name, ())]
    return (set(graph.depends_on[name]) & failing).union(*(group for group in groups if group <= failing))
