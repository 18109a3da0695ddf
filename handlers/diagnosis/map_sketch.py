"""The map as far as it can be drawn before a probe has ended: places, thin arrows, every service as it should be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from handlers.diagnosis.graph import Graph
from handlers.diagnosis.map_layout import MOST, PER_ROW, rows
from handlers.diagnosis.map_parts import BOX, HIGH, MARGIN, Point, Tile, draw_arrow, draw_box, name_letters, tiles
from handlers.pictures.canvas import SOFT_INK, Canvas, Lettering

_GAP, _ROW_GAP = 32, 76
_TITLE, _LEGEND = 84, 64
AS_IT_SHOULD_BE = "healthy"  # the state every service is sketched in


@dataclass(frozen=True, slots=True)
class Sketch:
    """`places`: the middle of each service's box (pixels); `names` and `tiles`: what is stamped there in the end.

    `canvas` shows every service as it should be.
    """

    canvas: Canvas
    places: Mapping[str, Point]
    edges: frozenset[tuple[str, str]]
    names: Mapping[str, Lettering]
    tiles: Mapping[str, Tile]


def sketch_map(graph: Graph) -> Sketch | None:
    """The picture of the whole graph. Blocking: call it in a thread.

    None for a large graph: which part of it is drawn depends on the outcome.
    """
    return sketch_part(graph, list(graph.depends_on)) if len(graph.depends_on) <= MOST else None


def sketch_part(graph: Graph, names: Sequence[str]) -> Sketch:
    """The picture of some services of the graph. Blocking, as above."""
    grid = rows(graph, names)
    across = max((len(row) for row in grid), default=1)
    width = 2 * MARGIN + max(min(across, PER_ROW), 2) * (BOX + _GAP) - _GAP
    height = 2 * MARGIN + _TITLE + _LEGEND + len(grid) * (HIGH + _ROW_GAP) - _ROW_GAP
    canvas = Canvas(width, height)
    boxes = tiles(canvas)
    places = dict(_places(grid, width))
    edges = list(_edges(graph, places))
    for name, needed in edges:
        draw_arrow(canvas, places[name], places[needed], strong=False)
    _legend(canvas, height - MARGIN - 14)
    letters = {name: name_letters(canvas, name) for name in places}
    for name, at in places.items():
        draw_box(canvas, at, letters[name], boxes[AS_IT_SHOULD_BE])
    Canvas(1, 1).png()  # a process's first PNG takes a tenth of a second longer: Pillow loads its writers
    return Sketch(canvas, places, frozenset(edges), letters, boxes)


def _places(grid: Sequence[Sequence[str]], width: int) -> Iterator[tuple[str, Point]]:
    """Each service with the middle of its box; rows are centred."""
    for level, row in enumerate(grid):
        left = (width - len(row) * (BOX + _GAP) + _GAP) / 2 + BOX / 2
        y = MARGIN + _TITLE + level * (HIGH + _ROW_GAP) + HIGH / 2
        for number, name in enumerate(row):
            yield name, (left + number * (BOX + _GAP), y)


def _edges(graph: Graph, places: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name in places:
        for needed in dict.fromkeys(graph.needs(name)):
            if needed in places:
                yield name, needed


def _legend(canvas: Canvas, y: float) -> None:
    words = "arrow: needs · thick arrow: the way to the cause"
    canvas.text((MARGIN, y), canvas.fit(words, 22, canvas.width - 2 * MARGIN), 22, colour=SOFT_INK)
