"""How the golden path did over 24 hours and 7 days: success rate and percentiles, as figures and as a chart. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.core.report import File, Report, Status, Table
from handlers.golden_path.history_chart import draw_history
from handlers.golden_path.past import PastRun
from handlers.golden_path.percentiles import percentile

DAY = 86400.0
_WINDOWS = (("24 h", DAY), ("7 d", 7 * DAY))


@dataclass(frozen=True, slots=True)
class Window:
    """One span of time: how many runs, how many passed, and the seconds the passed ones took."""

    name: str
    runs: int
    passed: int
    p50: float | None = None
    p95: float | None = None
    worst: float | None = None

    @property
    def success(self) -> float | None:
        """The share of runs that passed, 0 to 1; None without runs."""
        return self.passed / self.runs if self.runs else None


def window(name: str, length: float, runs: Sequence[PastRun], now: float) -> Window:
    """The figures of the last `length` seconds before `now` (Unix time)."""
    inside = [run for run in runs if now - length < run.at <= now]
    times = [run.seconds for run in inside if run.passed]
    figures = (percentile(times, 50), percentile(times, 95), max(times)) if times else (None, None, None)
    return Window(name, len(inside), sum(run.passed for run in inside), *figures)


def history_report(environment: str, runs: Sequence[PastRun], now: float) -> Report:
    """The history as a report with a chart. Blocking for some 20 ms (it draws): call it in a thread.

    `runs` in any order, `now` in Unix time. UNKNOWN when there was no run in seven days.
    """
    windows = [window(name, length, runs, now) for name, length in _WINDOWS]
    day, week = windows
    if week.success is None:
        headline, status = "no golden path run in the last 7 days", Status.UNKNOWN
    else:
        known = day if day.success is not None else week
        headline = f"golden path: {known.passed} of {known.runs} runs passed in the last {known.name}"
        status = Status.HEALTHY if known.passed == known.runs else Status.FAILING
    chart = File("history.png", "image/png", draw_history(runs, now), _describe(windows))
    return Report(
        capability="golden-path",
        environment=environment,
        status=status,
        headline=headline,
        tables=(_table(windows), *_failures(runs, now)),
        files=(chart,) if week.runs else (),
        data={"windows": [{"name": w.name, "runs": w.runs, "passed": w.passed, "success": w.success, "p50": w.p50,
                           "p95": w.p95, "max": w.worst} for w in windows]},
    )  # fmt: skip


def _table(windows: Sequence[Window]) -> Table:
    rows = tuple(
        (
            w.name,
            str(w.runs),
            "" if w.success is None else f"{w.success:.1%}",
            _seconds(w.p50),
            _seconds(w.p95),
            _seconds(w.worst),
        )
        for w in windows
    )
    return Table("History", ("span", "runs", "passed", "p50", "p95", "slowest"), rows)


def _failures(runs: Sequence[PastRun], now: float) -> tuple[Table, ...]:
    counts: dict[str, int] = {}
    for run in runs:
        if not run.passed and now - 7 * DAY < run.at <= now:
            counts[run.failure or "unknown"] = counts.get(run.failure or "unknown", 0) + 1
    rows = tuple((name, str(count)) for name, count in sorted(counts.items(), key=lambda item: -item[1])[:8])
    return (Table("Failures in 7 d", ("failure", "runs"), rows),) if rows else ()


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.2f} s"


def _describe(windows: Sequence[Window]) -> str:
    parts = [f"{w.name}: {w.passed} of {w.runs} passed, p95 {_seconds(w.p95) or 'unknown'}" for w in windows]
    return "Golden path history. " + "; ".join(parts) + "."
