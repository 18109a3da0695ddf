"""Where each service stands on the map: users of a service above it, rows narrow enough for a phone. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from handlers.diagnosis.graph import Graph

PER_ROW = 4
MOST = 60


def chosen(graph: Graph, important: Iterable[str]) -> list[str]:
    """The services to draw: all of them, or, past MOST, the important ones and then their neighbours."""
    names = list(graph.depends_on)
    if len(names) <= MOST:
        return names
    wanted = dict.fromkeys(name for name in important if name in graph.depends_on)
    users = _users(graph)
    for name in list(wanted):
        wanted |= dict.fromkeys((*graph.needs(name), *users.get(name, ())))
    kept = list(wanted)[:MOST] or names[:MOST]
    return [name for name in names if name in set(kept)]


def rows(graph: Graph, names: Sequence[str]) -> list[list[str]]:
    """The services in rows, top to bottom: each stands below everything that needs it, circles aside.

    Within a row a service stands near the middle of its users, which keeps arrows short.
    """
    depth = _depths(graph, names)
    layers: dict[int, list[str]] = {}
    for name in names:
        layers.setdefault(depth[name], []).append(name)
    users = _users(graph)
    place: dict[str, float] = {}
    made: list[list[str]] = []
    for level in sorted(layers):
        layer = sorted(layers[level], key=lambda name: (_middle(users.get(name, ()), place), name))
        for number, name in enumerate(layer):
            place[name] = (number + 0.5) / len(layer)
        count = -(-len(layer) // PER_ROW)
        size = -(-len(layer) // count)
        made += [layer[start : start + size] for start in range(0, len(layer), size)]
    return made


def _depths(graph: Graph, names: Sequence[str]) -> dict[str, int]:
    """The longest way down to each service from one that nobody drawn needs (Kahn's order; circles come last)."""
    drawn = set(names)
    waiting = dict.fromkeys(names, 0)
    for name in names:
        for needed in graph.needs(name):
            if needed in drawn:
                waiting[needed] += 1
    depth = dict.fromkeys(names, 0)
    queue = [name for name in names if not waiting[name]]
    for name in queue:
        for needed in graph.needs(name):
            if needed not in drawn:
                continue
            depth[needed] = max(depth[needed], depth[name] + 1)
            waiting[needed] -= 1
            if not waiting[needed]:
                queue.append(needed)
    return depth


def _users(graph: Graph) -> Mapping[str, list[str]]:
    users: dict[str, list[str]] = {}
    for name in graph.depends_on:
        for needed in graph.needs(name):
            users.setdefault(needed, []).append(name)
    return users


def _middle(users: Iterable[str], place: Mapping[str, float]) -> float:
    known = [place[user] for user in users if user in place]
    return sum(known) / len(known) if known else 0.5
