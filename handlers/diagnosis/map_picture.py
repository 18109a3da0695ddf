"""The map picture: the dependency graph with the cause marked, for eyes on a phone and for the colour-blind.

Each state has its own colour, its own border and its own word, so that no state is told by colour alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from handlers.core.report import File
from handlers.diagnosis.causes import Diagnosis
from handlers.diagnosis.graph import Graph
from handlers.diagnosis.map_layout import PER_ROW, chosen, rows
from handlers.pictures.canvas import GREEN, GREY, INK, LINE, PAPER, SOFT_INK, Canvas

_BOX, _HIGH = 264, 104
_GAP, _ROW_GAP = 32, 76
_MARGIN, _TITLE, _LEGEND = 40, 84, 64
_RED = "#C62828"  # dark enough to differ from the green in brightness too
_NAME_SIZES = (32, 27, 23)


@dataclass(frozen=True, slots=True)
class Look:
    """How one state is drawn."""

    fill: str
    border: str
    ink: str
    word: str
    width: int = 3
    dashed: bool = False
    hatched: bool = False


LOOKS: Mapping[str, Look] = {
    "cause": Look(_RED, INK, PAPER, "ROOT CAUSE", width=6),
    "symptom": Look("#F6F1EE", _RED, SOFT_INK, "explained by it", width=3, dashed=True),
    "healthy": Look(PAPER, GREEN, INK, "healthy", width=4),
    "unknown": Look("#ECEDEF", GREY, SOFT_INK, "not known", hatched=True),
}


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


def draw_map(data: MapData) -> File:
    """The map as a PNG. Blocking: call it in a thread. More than 60 services are cut to those around the cause."""
    important = [name for name, state in data.states.items() if state in ("cause", "symptom")]
    names = chosen(data.graph, sorted(important, key=lambda name: data.states[name] != "cause"))
    grid = rows(data.graph, names)
    across = max((len(row) for row in grid), default=1)
    width = 2 * _MARGIN + max(min(across, PER_ROW), 2) * (_BOX + _GAP) - _GAP
    height = 2 * _MARGIN + _TITLE + _LEGEND + len(grid) * (_HIGH + _ROW_GAP) - _ROW_GAP
    canvas = Canvas(width, height)
    places = dict(_places(grid, width))
    hidden = len(data.graph.depends_on) - len(names)
    more = f" (and {hidden} services more)" if hidden else ""
    for number, line in enumerate(canvas.wrap(data.title + more, 28, width - 2 * _MARGIN, 2)):
        canvas.text((_MARGIN, _MARGIN + 8 + number * 36), line, 28)
    for name, needed in _edges(data.graph, places):
        _arrow(canvas, places[name], places[needed], strong=data.toward.get(name) == needed)
    for name, at in places.items():
        _box(canvas, name, at, LOOKS[data.states.get(name, "unknown")])
    _legend(canvas, height - _MARGIN - 14)
    return File("map.png", "image/png", canvas.png(), _alt(data))


def _places(grid: Sequence[Sequence[str]], width: int) -> Iterator[tuple[str, tuple[float, float]]]:
    """Each service with the middle of its box; rows are centred."""
    for level, row in enumerate(grid):
        left = (width - len(row) * (_BOX + _GAP) + _GAP) / 2 + _BOX / 2
        y = _MARGIN + _TITLE + level * (_HIGH + _ROW_GAP) + _HIGH / 2
        for number, name in enumerate(row):
            yield name, (left + number * (_BOX + _GAP), y)


def _edges(graph: Graph, places: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name in places:
        for needed in dict.fromkeys(graph.needs(name)):
            if needed in places:
                yield name, needed


def _arrow(canvas: Canvas, start: tuple[float, float], end: tuple[float, float], *, strong: bool) -> None:
    """From the lower edge of a user to the upper edge of what it needs (sideways within a row)."""
    (x1, y1), (x2, y2) = start, end
    down = y2 > y1
    y1, y2 = (y1 + _HIGH / 2, y2 - _HIGH / 2) if down else (y1 - _HIGH / 2, y2 + _HIGH / 2)
    if start[1] == end[1]:
        y1 = y2 = start[1] - _HIGH / 2
    colour, width = (_RED, 6) if strong else (LINE if down else GREY, 3)
    canvas.draw.line([(x1, y1), (x2, y2)], fill=colour, width=width)
    angle, head = math.atan2(y2 - y1, x2 - x1), 16 if strong else 11
    wings = [
        (x2 - head * math.cos(angle + turn), y2 - head * math.sin(angle + turn)) for turn in (math.pi / 7, -math.pi / 7)
    ]
    canvas.draw.polygon([(x2, y2), *wings], fill=colour if strong else GREY)


def _box(canvas: Canvas, name: str, at: tuple[float, float], look: Look) -> None:
    x, y = at
    left, top, right, bottom = x - _BOX / 2, y - _HIGH / 2, x + _BOX / 2, y + _HIGH / 2
    canvas.draw.rounded_rectangle((left, top, right, bottom), 14, fill=look.fill)
    if look.hatched:
        for offset in range(0, _BOX + _HIGH, 18):
            x1, x2 = left + max(offset - _HIGH, 0), left + min(offset, _BOX)
            canvas.draw.line([(x1, top + min(offset, _HIGH)), (x2, top + max(offset - _BOX, 0))], fill=LINE, width=2)
    if look.dashed:
        _dashes(canvas, (left, top, right, bottom), look)
    else:
        canvas.draw.rounded_rectangle((left, top, right, bottom), 14, outline=look.border, width=look.width)
    room = _BOX - 28
    size = next((size for size in _NAME_SIZES if canvas.measure(name, size) <= room), _NAME_SIZES[-1])
    canvas.text((x, y - 18), canvas.fit(name, size, room), size, colour=look.ink, anchor="mm")
    canvas.text((x, y + 24), look.word, 24, colour=look.ink, anchor="mm")


def _dashes(canvas: Canvas, box: tuple[float, float, float, float], look: Look) -> None:
    left, top, right, bottom = box
    for start in range(8, _BOX - 8, 20):
        for y in (top, bottom):
            canvas.draw.line([(left + start, y), (left + min(start + 11, _BOX), y)], fill=look.border, width=look.width)
    for start in range(8, _HIGH - 8, 20):
        for x in (left, right):
            canvas.draw.line([(x, top + start), (x, top + min(start + 11, _HIGH))], fill=look.border, width=look.width)


def _legend(canvas: Canvas, y: float) -> None:
    words = "arrow: needs · thick arrow: the way to the cause"
    canvas.text((_MARGIN, y), canvas.fit(words, 22, canvas.width - 2 * _MARGIN), 22, colour=SOFT_INK)


def _alt(data: MapData) -> str:
    def named(state: str) -> str:
        return ", ".join(name for name, found in data.states.items() if found == state)

    parts = [f"{LOOKS[state].word}: {named(state)}" for state in LOOKS if named(state)]
    return f"Dependency map of {data.title}. " + "; ".join(parts)
