"""The history as a chart: a success bar per span of time, and the median and 95th percentile above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.golden_path.past import PastRun
from handlers.golden_path.percentiles import percentile
from handlers.pictures.canvas import (
    BLUE,
    GREEN,
    GREY,
    INK,
    LINE,
    ORANGE,
    PAPER,
    SOFT_INK,
    VERMILLION,
    Canvas,
    duration,
    ticks,
)

_WIDTH, _MARGIN, _LEFT = 1080, 40, 130
_DAY = 86400.0
_PANELS = (("last 24 hours", _DAY, 24), ("last 7 days", 7 * _DAY, 28))
_PANEL, _PLOT, _STRIP = 430, 230, 44


@dataclass(frozen=True, slots=True)
class _Slot:
    """The runs of one column."""

    passed: int
    failed: int
    p50: float | None
    p95: float | None


def draw_history(runs: Sequence[PastRun], now: float) -> bytes:
    """A PNG 1080 pixels wide with a panel for 24 hours and one for 7 days. `now` is Unix time."""
    canvas = Canvas(_WIDTH, _PANEL * len(_PANELS) + 80)
    for number, (title, length, columns) in enumerate(_PANELS):
        slots = _slots(runs, now, length, columns)
        _draw_panel(canvas, 20 + _PANEL * number, title, slots)
        _draw_times(canvas, 20 + _PANEL * number + 70 + _PLOT + _STRIP + 34, length)
    _draw_legend(canvas)
    return canvas.png()


def _slots(runs: Sequence[PastRun], now: float, length: float, columns: int) -> list[_Slot]:
    width = length / columns
    made = []
    for column in range(columns):
        begin = now - length + column * width
        inside = [run for run in runs if begin < run.at <= begin + width]
        times = [run.seconds for run in inside if run.passed]
        p50, p95 = (percentile(times, 50), percentile(times, 95)) if times else (None, None)
        made.append(_Slot(len(times), len(inside) - len(times), p50, p95))
    return made


def _draw_panel(canvas: Canvas, top: int, title: str, slots: Sequence[_Slot]) -> None:
    passed, failed = sum(slot.passed for slot in slots), sum(slot.failed for slot in slots)
    rate = f"{passed / (passed + failed):.1%} of {passed + failed} runs passed" if passed + failed else "no runs"
    canvas.text((_MARGIN, top + 26), title, 34)
    canvas.text((_WIDTH - _MARGIN, top + 26), rate, 30, colour=SOFT_INK, anchor="rm")
    bottom = top + 70 + _PLOT
    longest = max((slot.p95 for slot in slots if slot.p95 is not None), default=1.0) * 1.1
    for moment in ticks(longest, 3):
        y = bottom - _PLOT * moment / longest
        canvas.draw.line([(_LEFT, y), (_WIDTH - _MARGIN, y)], fill=LINE, width=2)
        canvas.text((_LEFT - 14, y), "0" if moment == 0 else duration(moment), 24, colour=SOFT_INK, anchor="rm")
    width = (_WIDTH - _MARGIN - _LEFT) / len(slots)
    for column, slot in enumerate(slots):
        _draw_slot(canvas, (_LEFT + width * column, width), bottom, slot, _PLOT / longest)


def _draw_slot(canvas: Canvas, place: tuple[float, float], bottom: float, slot: _Slot, scale: float) -> None:
    left, width = place
    middle = left + width / 2
    if slot.p50 is not None and slot.p95 is not None:
        high, low = bottom - slot.p95 * scale, bottom - slot.p50 * scale
        canvas.draw.line([(middle, high), (middle, low)], fill=ORANGE, width=6)
        canvas.draw.line([(middle - 8, high), (middle + 8, high)], fill=ORANGE, width=6)
        canvas.draw.ellipse((middle - 8, low - 8, middle + 8, low + 8), fill=BLUE)
    top, total = bottom + 14, slot.passed + slot.failed
    box = (left + 2, top, left + width - 2, top + _STRIP)
    if total == 0:
        canvas.draw.rectangle(box, outline=LINE, width=2)
        return
    canvas.draw.rectangle(box, fill=GREEN)
    if slot.failed:
        height = max(_STRIP * slot.failed / total, 12) if slot.passed else _STRIP
        canvas.draw.rectangle((box[0], top, box[2], top + height + 3), fill=PAPER)
        canvas.draw.rectangle((box[0], top, box[2], top + height), fill=VERMILLION)


def _draw_times(canvas: Canvas, y: float, length: float) -> None:
    """How long ago, rather than a time of day: it reads the same in every zone."""
    days = length > _DAY
    parts = round(length / _DAY) if days else 4
    for part in range(parts + 1):
        x = _LEFT + (_WIDTH - _MARGIN - _LEFT) * part / parts
        anchor = "lm" if part == 0 else "rm" if part == parts else "mm"
        ago = (length - length * part / parts) / (_DAY if days else 3600.0)
        words = "now" if part == parts else f"-{ago:.0f} {'d' if days else 'h'}"
        canvas.text((x, y), words, 24, colour=SOFT_INK, anchor=anchor)


def _draw_legend(canvas: Canvas) -> None:
    y = canvas.height - 40
    canvas.draw.ellipse((_MARGIN, y - 8, _MARGIN + 16, y + 8), fill=BLUE)
    canvas.text((_MARGIN + 28, y), "median", 24, colour=INK)
    canvas.draw.line([(210, y - 14), (210, y + 14)], fill=ORANGE, width=6)
    canvas.draw.line([(202, y - 14), (218, y - 14)], fill=ORANGE, width=6)
    canvas.text((234, y), "95th percentile", 24, colour=INK)
    canvas.draw.rectangle((470, y - 14, 498, y + 14), fill=GREEN)
    canvas.text((510, y), "passed", 24, colour=INK)
    canvas.draw.rectangle((640, y - 14, 668, y + 14), fill=VERMILLION)
    canvas.text((680, y), "failed", 24, colour=INK)
    canvas.draw.rectangle((800, y - 14, 828, y + 14), outline=GREY, width=2)
    canvas.text((840, y), "no run", 24, colour=INK)
