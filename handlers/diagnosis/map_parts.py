"""The parts of the map picture: a box for each state, and arrows between boxes.

Each state has its own colour, its own border and its own word, so that no state is told by colour alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image

from handlers.pictures.canvas import GREEN, GREY, INK, LINE, PAPER, SOFT_INK, Canvas, Lettering, lettering

BOX, HIGH = 264, 104
MARGIN = 40
_RED = "#C62828"  # dark enough to differ from the green in brightness too
_NAME_SIZES = (32, 27, 23)
Point = tuple[float, float]


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
class Tile:
    """A finished box without a name in it."""

    image: Image.Image
    look: Look


def tiles(canvas: Canvas) -> dict[str, Tile]:
    """One box for each state, with the colours of `canvas`, which must be empty yet and is empty again afterwards."""
    made = {state: Tile(_cut_out(canvas, look), look) for state, look in LOOKS.items()}
    _wipe(canvas)
    return made


def name_letters(canvas: Canvas, name: str) -> Lettering:
    """A service's name, as large as fits into a box."""
    room = BOX - 28
    size = next((size for size in _NAME_SIZES if canvas.measure(name, size) <= room), _NAME_SIZES[-1])
    return lettering(canvas.fit_middle(name, size, room), size, "mm")


def draw_box(canvas: Canvas, at: Point, name: Lettering, tile: Tile) -> None:
    """A service's box around `at`."""
    x, y = at
    canvas.image.paste(tile.image, (round(x - BOX / 2), round(y - HIGH / 2)))
    canvas.stamp((x, y - 18), name, colour=tile.look.ink, on=tile.look.fill)


def draw_arrow(canvas: Canvas, start: Point, end: Point, *, strong: bool) -> None:
    """From the lower edge of a user to the upper edge of what it needs (sideways within a row)."""
    (x1, y1), (x2, y2) = start, end
    down = y2 > y1
    y1, y2 = (y1 + HIGH / 2, y2 - HIGH / 2) if down else (y1 - HIGH / 2, y2 + HIGH / 2)
    if start[1] == end[1]:
        y1 = y2 = start[1] - HIGH / 2
    colour, width = (_RED, 6) if strong else (LINE if down else GREY, 3)
    canvas.draw.line([(x1, y1), (x2, y2)], fill=colour, width=width)
    angle, head = math.atan2(y2 - y1, x2 - x1), 16 if strong else 11
    wings = [
        (x2 - head * math.cos(angle + turn), y2 - head * math.sin(angle + turn)) for turn in (math.pi / 7, -math.pi / 7)
    ]
    canvas.draw.polygon([(x2, y2), *wings], fill=colour if strong else GREY)


def _cut_out(canvas: Canvas, look: Look) -> Image.Image:
    _wipe(canvas)
    canvas.draw.rounded_rectangle((0, 0, BOX - 1, HIGH - 1), 14, fill=look.fill)
    if look.hatched:
        for offset in range(0, BOX + HIGH, 18):
            line = [(max(offset - HIGH, 0), min(offset, HIGH)), (min(offset, BOX), max(offset - BOX, 0))]
            canvas.draw.line(line, fill=LINE, width=2)
    if look.dashed:
        _dashes(canvas, look)
    else:
        canvas.draw.rounded_rectangle((0, 0, BOX - 1, HIGH - 1), 14, outline=look.border, width=look.width)
    canvas.stamp((BOX / 2, HIGH / 2 + 24), lettering(look.word, 24, "mm"), colour=look.ink, on=look.fill)
    return canvas.image.crop((0, 0, BOX, HIGH))


def _wipe(canvas: Canvas) -> None:
    canvas.draw.rectangle((0, 0, BOX + 9, HIGH + 9), fill=PAPER)  # wide lines reach a little out of their box


def _dashes(canvas: Canvas, look: Look) -> None:
    inset = look.width // 2
    for start in range(8, BOX - 8, 20):
        for y in (inset, HIGH - 1 - inset):
            canvas.draw.line([(start, y), (min(start + 11, BOX), y)], fill=look.border, width=look.width)
    for start in range(8, HIGH - 8, 20):
        for x in (inset, BOX - 1 - inset):
            canvas.draw.line([(x, start), (x, min(start + 11, HIGH))], fill=look.border, width=look.width)
