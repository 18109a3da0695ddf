"""The waterfall: stages and events over time, with their budgets, drawn for a phone's screen. Pure: outcome to PNG."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.golden_path.outcome import EventSeen, Mark, Outcome, StageResult
from handlers.pictures.canvas import (
    BAND,
    BLUE,
    GREEN,
    GREY,
    INK,
    LINE,
    ORANGE,
    SOFT_INK,
    VERMILLION,
    Canvas,
    duration,
    ticks,
)

_WIDTH, _MARGIN = 1080, 40
_LEFT, _RIGHT = 350, 900  # where time begins and ends
_ROW, _FOOT = 58, 120
_HEAD, _LINE, _AXIS = 60, 46, 60  # above the headline, one line of it, and the times over the rows
_MOST_EVENTS = 24
_BAR = {Mark.PASSED: BLUE, Mark.SLOW: ORANGE, Mark.FAILED: VERMILLION, Mark.SKIPPED: GREY}


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the picture: a stage, or one event below it."""

    label: str
    began: float
    ended: float
    mark: Mark
    within: float | None = None
    event: bool = False


@dataclass(frozen=True, slots=True)
class _Scale:
    longest: float

    def x(self, seconds: float) -> float:
        return _LEFT + (_RIGHT - _LEFT) * min(max(seconds, 0.0), self.longest) / self.longest


def draw_waterfall(outcome: Outcome, headline: str) -> bytes:
    """A PNG 1080 pixels wide. `headline` is printed on top (already redacted)."""
    rows = _rows(outcome)
    ended = max([row.ended for row in rows if row.mark is not Mark.SKIPPED], default=0.0)
    scale = _Scale(max(ended * 1.04, 0.001))
    lines = Canvas(1, 1).wrap(headline, 38, _WIDTH - 116 - _MARGIN, 3)
    top = _HEAD + _LINE * len(lines) + _AXIS
    canvas = Canvas(_WIDTH, top + _ROW * len(rows) + _FOOT)
    _draw_head(canvas, lines, good=outcome.passed)
    _draw_axis(canvas, scale, top, len(rows))
    for number, row in enumerate(rows):
        _draw_row(canvas, scale, row, top + _ROW * number)
    _draw_legend(canvas)
    return canvas.png()


def describe(outcome: Outcome, headline: str) -> str:
    """The picture in words, for those who cannot see it."""
    stages = ", ".join(f"{stage.name} {_time(stage)}" for stage in outcome.stages)
    return f"Waterfall of the golden path, {headline}. Stages: {stages}."


def _time(stage: StageResult) -> str:
    return "skipped" if stage.mark is Mark.SKIPPED else f"{duration(stage.seconds)} ({stage.mark})"


def _rows(outcome: Outcome) -> list[_Row]:
    rows = []
    for stage in outcome.stages:
        rows.append(_Row(stage.name, stage.began, stage.ended, stage.mark, stage.within))
        if stage.kind == "events":
            shown = outcome.events[:_MOST_EVENTS]
            rows += [_event_row(event) for event in shown if stage.began <= event.at <= stage.ended + 1e-9]
    return rows


def _event_row(event: EventSeen) -> _Row:
    mark = Mark.FAILED if event.fault else Mark.PASSED
    return _Row(event.kind, event.at - event.gap, event.at, mark, event.within, event=True)


def _draw_head(canvas: Canvas, lines: list[str], *, good: bool) -> None:
    colour = GREEN if good else VERMILLION
    canvas.draw.rectangle((0, 0, _WIDTH, 16), fill=colour)
    if good:
        canvas.draw.line([(44, 68), (60, 86), (90, 46)], fill=colour, width=9, joint="curve")
    else:
        canvas.cross(66, 66, 20, colour)
    for number, line in enumerate(lines):
        canvas.text((116, _HEAD + 6 + _LINE * number), line, 38)


def _draw_axis(canvas: Canvas, scale: _Scale, top: int, rows: int) -> None:
    bottom = top + _ROW * rows
    for row in range(0, rows, 2):
        canvas.draw.rectangle((0, top + _ROW * row, _WIDTH, top + _ROW * (row + 1)), fill=BAND)
    for moment in ticks(scale.longest, 4):
        x = scale.x(moment)
        canvas.draw.line([(x, top), (x, bottom)], fill=LINE, width=2)
        canvas.text((x, top - 10), "0" if moment == 0 else duration(moment), 26, colour=SOFT_INK, anchor="mb")


def _draw_row(canvas: Canvas, scale: _Scale, row: _Row, top: float) -> None:
    middle = top + _ROW / 2
    skipped = row.mark is Mark.SKIPPED
    indent, size = (_MARGIN + 26, 26) if row.event else (_MARGIN, 30)
    colour = GREY if skipped else SOFT_INK if row.event and row.mark is Mark.PASSED else INK
    canvas.text((indent, middle), canvas.fit(row.label, size, _LEFT - indent - 16), size, colour=colour)
    if skipped:
        canvas.text((_WIDTH - _MARGIN, middle), "not reached", 26, colour=GREY, anchor="rm")
        return
    left, right = scale.x(row.began), scale.x(row.ended)
    if row.event:
        _draw_event(canvas, (left, right), middle, row.mark)
    else:
        _draw_bar(canvas, (left, max(right, left + 5)), middle, row.mark)
    if row.within is not None and row.began + row.within <= scale.longest:
        canvas.dashed(scale.x(row.began + row.within), top + 4, top + _ROW - 4)
    time = duration(row.ended - row.began)
    canvas.text((_WIDTH - _MARGIN, middle - (12 if row.within else 0)), time, 28, anchor="rm")
    if row.within:
        canvas.text((_WIDTH - _MARGIN, middle + 16), f"of {duration(row.within)}", 20, colour=SOFT_INK, anchor="rm")


def _draw_bar(canvas: Canvas, span: tuple[float, float], middle: float, mark: Mark) -> None:
    left, right = span
    canvas.draw.rounded_rectangle((left, middle - 16, right, middle + 16), radius=4, fill=_BAR[mark])
    if mark is Mark.FAILED:
        canvas.cross(right + 22, middle, 14)
    elif mark is Mark.SLOW:
        canvas.text((right + 10, middle), "!", 34, colour=INK)


def _draw_event(canvas: Canvas, span: tuple[float, float], middle: float, mark: Mark) -> None:
    """The wait for the event as a thin line, the event itself as a dot or a cross."""
    left, right = span
    canvas.draw.line([(left, middle), (right, middle)], fill=_BAR[mark], width=4)
    if mark is Mark.FAILED:
        canvas.cross(right, middle, 13)
    else:
        canvas.draw.ellipse((right - 9, middle - 9, right + 9, middle + 9), fill=BLUE)


def _draw_legend(canvas: Canvas) -> None:
    y = canvas.height - 58
    x = float(_MARGIN)
    for words, mark in (("passed", Mark.PASSED), ("near its budget", Mark.SLOW), ("failed", Mark.FAILED)):
        _draw_bar(canvas, (x, x + 40), y, mark)
        shift = 62 + {Mark.SLOW: 12, Mark.FAILED: 40}.get(mark, 0)
        canvas.text((x + shift, y), words, 26, colour=SOFT_INK)
        x += shift + canvas.measure(words, 26) + 34
    canvas.dashed(x, y - 20, y + 20)
    canvas.text((x + 16, y), "budget", 26, colour=SOFT_INK)
