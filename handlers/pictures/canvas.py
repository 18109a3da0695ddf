"""Drawing with Pillow: fonts, colours that the colour-blind tell apart, text that fits, a PNG in the end.

Colours are Okabe and Ito's (https://jfly.uni-koeln.de/color/); wherever one carries a meaning, a sign carries it too.
"""

from __future__ import annotations

import io
import math
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import cast

from PIL import Image, ImageColor, ImageDraw, ImageFont, ImagePalette

BLUE, ORANGE, VERMILLION, GREEN, GREY = "#0072B2", "#E69F00", "#D55E00", "#009E73", "#9AA0A6"
INK, SOFT_INK, PAPER, LINE, BAND = "#1D1C1D", "#5B5F63", "#FFFFFF", "#DADCE0", "#F4F6F8"
_SHADES = 8  # between letters and what they stand on: more are not told apart at this size
_ANY_INK = [0] * 16 + [255] * 240  # below a sixteenth of ink nothing is seen
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@lru_cache(maxsize=16)
def font(size: int) -> Font:
    """Pillow's own scalable typeface: the same picture on every machine."""
    return ImageFont.load_default(size)


@dataclass(frozen=True, slots=True)
class Lettering:
    """Words set once and stamped often: how much ink where (0 to 255), and where that lies from the anchor (pixels).

    `inked`: 255 wherever there is ink that can be seen.
    """

    mask: Image.Image
    inked: Image.Image
    left: float
    top: float


def lettering(words: str, size: int, anchor: str = "lm") -> Lettering:
    """The words in one line; `anchor` as Pillow has it (l/m/r, then t/m/b)."""
    words = _one_line(words)
    left, top, right, bottom = font(size).getbbox(words, anchor=anchor)
    left, top = math.floor(left), math.floor(top)
    mask = Image.new("L", (max(1, math.ceil(right) - left), max(1, math.ceil(bottom) - top)))
    ImageDraw.Draw(mask).text((-left, -top), words, fill=255, font=font(size), anchor=anchor)
    return Lettering(mask, mask.point(_ANY_INK), left, top)


def _between(one: tuple[int, ...], other: tuple[int, ...], share: float) -> tuple[int, ...]:
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))


def _without_middle(words: str, kept: int) -> str:
    return words[: kept - kept // 2].rstrip() + "…" + words[len(words) - kept // 2 :].lstrip()


def _one_line(words: str) -> str:
    return words.replace("\n", " ").replace("\r", " ")  # Pillow refuses to measure several lines


@dataclass(slots=True)
class Canvas:
    """A white picture of `width` by `height` pixels.

    It is drawn with a palette from the start, since finding one for a finished picture takes longer than all the rest.
    """

    width: int
    height: int
    image: Image.Image = field(init=False)
    draw: ImageDraw.ImageDraw = field(init=False)
    _ramps: dict[tuple[str, str], list[int]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.image = Image.new("P", (self.width, self.height), PAPER)
        self.draw = ImageDraw.Draw(self.image)

    def text(self, at: tuple[float, float], words: str, size: int, *, colour: str = INK, anchor: str = "lm") -> None:
        """Words at a place on white or nearly so; `anchor` as Pillow has it (l/m/r, then t/m/b)."""
        self.stamp(at, lettering(words, size, anchor), colour=colour)

    def stamp(self, at: tuple[float, float], letters: Lettering, *, colour: str = INK, on: str = PAPER) -> None:
        """Finished lettering at a place; `on` is the colour it stands on, with which its edges mix."""
        left, top = round(at[0] + letters.left), round(at[1] + letters.top)
        shaded = letters.mask.point(self._ramp(colour, on)).convert("P")
        self.image.paste(shaded, (left, top), letters.inked)

    def _ramp(self, colour: str, on: str) -> list[int]:
        """The palette's number for each of 256 strengths of ink, from `on` to `colour`."""
        if (colour, on) not in self._ramps:
            palette = cast(ImagePalette.ImagePalette, self.image.palette)
            paper, ink = ImageColor.getrgb(on), ImageColor.getrgb(colour)
            mixed = [_between(paper, ink, step / (_SHADES - 1)) for step in range(_SHADES)]
            shades = [palette.getcolor(one, self.image) for one in mixed]
            self._ramps[colour, on] = [shades[round(strength / 255 * (_SHADES - 1))] for strength in range(256)]
        return self._ramps[colour, on]

    def copy(self) -> Canvas:
        """The same picture once more, to draw on by itself."""
        other = Canvas(1, 1)
        other.width, other.height, other.image = self.width, self.height, self.image.copy()
        other.draw = ImageDraw.Draw(other.image)
        return other

    def fit(self, words: str, size: int, room: float) -> str:
        """The words, shortened with an ellipsis to `room` pixels."""
        if self.measure(words, size) <= room:
            return words
        while words and self.measure(words + "…", size) > room:
            words = words[:-1]
        return words.rstrip() + "…"

    def fit_middle(self, words: str, size: int, room: float) -> str:
        """The same with the ellipsis in the middle: names often differ in nothing but their ends."""
        if self.measure(words, size) <= room:
            return words
        kept = min(len(words), 200)
        while kept > 2 and self.measure(_without_middle(words, kept), size) > room:
            kept -= 1
        return _without_middle(words, kept)

    def measure(self, words: str, size: int) -> float:
        """The width of the words in pixels."""
        return font(size).getlength(_one_line(words))

    def wrap(self, words: str, size: int, room: float, lines: int) -> list[str]:
        """The words in at most so many lines of `room` pixels."""
        made: list[str] = []
        rest = words.split()
        while rest and len(made) < lines:
            line = [rest.pop(0)]
            while rest and self.measure(" ".join([*line, rest[0]]), size) <= room:
                line.append(rest.pop(0))
            made.append(" ".join(line))
        if rest and made:
            made[-1] = f"{made[-1]} {' '.join(rest)}"
        return [self.fit(line, size, room) for line in made]

    def dashed(self, x: float, top: float, bottom: float, colour: str = INK, width: int = 3) -> None:
        """A dashed upright line."""
        y = top
        while y < bottom:
            self.draw.line([(x, y), (x, min(y + 9, bottom))], fill=colour, width=width)
            y += 15

    def cross(self, x: float, y: float, reach: float, colour: str = VERMILLION) -> None:
        """A cross: something failed here."""
        for one, other in (
            ((x - reach, y - reach), (x + reach, y + reach)),
            ((x - reach, y + reach), (x + reach, y - reach)),
        ):
            self.draw.line([one, other], fill=PAPER, width=11)
            self.draw.line([one, other], fill=colour, width=6)

    def png(self) -> bytes:
        """The picture as a PNG: runs of one colour are all there is to pack, which takes half the time of more."""
        out = io.BytesIO()
        self.image.save(out, "PNG", compress_level=1, compress_type=zlib.Z_RLE)
        return out.getvalue()


def ticks(longest: float, count: int = 5) -> Iterator[float]:
    """Round numbers (1, 2 or 5 times a power of ten) from 0 up to `longest`, about `count` of them."""
    raw = max(longest, 1e-6) / count
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= raw * 0.999)
    number = 0
    while number * step <= longest * 1.0001:
        yield number * step
        number += 1


def duration(seconds: float) -> str:
    """A duration for a person: <1 ms, 12 ms, 2 s, 3.4 s, 2 min."""
    if seconds < 0.001:
        return "<1 ms"
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms"
    if seconds >= 120:
        return f"{seconds / 60:.0f} min"
    return f"{seconds:.1f}".removesuffix(".0") + " s"
