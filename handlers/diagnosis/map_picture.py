"""The map picture: the dependency graph with the cause marked, for eyes on a phone and for the colour-blind.

What does not depend on the outcome is drawn beforehand, while the probes wait (handlers.diagnosis.map_sketch).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handlers.core.report import File
from handlers.diagnosis.causes import Diagnosis
from handlers.diagnosis.graph import Graph
from handlers.diagnosis.map_layout import chosen
from handlers.diagnosis.map_parts import LOOKS, MARGIN, draw_arrow, draw_box
from handlers.diagnosis.map_sketch import AS_IT_SHOULD_BE, Sketch, sketch_part


@dataclass(frozen=True, slots=True)
class MapData:
    """What the map shows: `states` service -> a key of LOOKS; `toward` symptom -> the next service on its way."""

    title: str
    graph: Graph
    states: Mapping[str, str]
    toward: Mapping[str, str]


def map_data(environment: str, graph: Graph, diagnosis: Diagnosis) -> MapData:
    """What a diagnosis looks like as a map."""
    ward = diagnosis.ward
    causes = {cause.service for cause in diagnosis.causes}
    states = {name: "cause" if name in causes else "symptom" for name in ward.cases}
    states |= dict.fromkeys(causes, "cause")
    states |= {name: "unknown" for name in graph.depends_on if name not in states}
    states |= dict.fromkeys(ward.healthy, "healthy")
    named = "; ".join(cause.title for cause in diagnosis.causes[:2])
    return MapData(f"{environment}: {named}" if named else environment, graph, states, diagnosis.toward)


def draw_map(data: MapData, sketch: Sketch | None = None) -> File:
    """The map as a PNG. Blocking: call it in a thread. More than 60 services are cut to those around the cause.

    `sketch`: the picture as `sketch_map` began it for the same graph; a large graph is begun anew, around the cause.
    """
    names = chosen(data.graph, _important(data.states))
    if sketch is None or set(sketch.names) != set(names):
        sketch = sketch_part(data.graph, names)
    canvas = sketch.canvas.copy()
    hidden = len(data.graph.depends_on) - len(names)
    more = f" (and {hidden} services more)" if hidden else ""
    for number, line in enumerate(canvas.wrap(data.title + more, 28, canvas.width - 2 * MARGIN, 2)):
        canvas.text((MARGIN, MARGIN + 8 + number * 36), line, 28)
    for name, needed in data.toward.items():
        if (name, needed) in sketch.edges:
            draw_arrow(canvas, sketch.places[name], sketch.places[needed], strong=True)
    for name, at in sketch.places.items():
        state = data.states.get(name, "unknown")
        if state != AS_IT_SHOULD_BE or data.toward:  # thick arrows may have crossed any box
            draw_box(canvas, at, sketch.names[name], sketch.tiles[state])
    return File("map.png", "image/png", canvas.png(), _alt(data))


def _important(states: Mapping[str, str]) -> Sequence[str]:
    """The causes, then the symptoms."""
    return [name for wanted in ("cause", "symptom") for name, state in states.items() if state == wanted]


def _alt(data: MapData) -> str:
    def named(state: str) -> str:
        return ", ".join(name for name, found in data.states.items() if found == state)

    parts = [f"{LOOKS[state].word}: {named(state)}" for state in LOOKS if named(state)]
    return f"Dependency map of {data.title}. " + "; ".join(parts)
