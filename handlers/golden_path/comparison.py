"""What got slower since the last good run? Compares two runs' `data` as their reports hold it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers.core.report import Table

_SLOWER_BY = 1.25  # times; below it is the noise of one run
_SLOWER_THAN = 0.05  # seconds; below it nobody notices
_WHOLE = (("first_event", "first event"), ("answer", "answer"), ("total", "the whole"))


@dataclass(frozen=True, slots=True)
class Change:
    """One stage or interval in both runs, in seconds."""

    name: str
    before: float
    now: float

    @property
    def slower(self) -> bool:
        """More than noise."""
        return self.now > self.before * _SLOWER_BY and self.now - self.before > _SLOWER_THAN


def compare(now: Mapping[str, Any], last_good: Mapping[str, Any]) -> tuple[Change, ...]:
    """Every stage and interval that both runs know. Both are a report's `data`; one of another shape knows none."""
    if _sessions(now) != _sessions(last_good):
        return ()
    after, before = _seconds(now), _seconds(last_good)
    return tuple(Change(name, before[name], after[name]) for name in after if name in before)


def comparison_table(changes: tuple[Change, ...]) -> Table | None:
    """The comparison for a person, or None where there is nothing to compare."""
    rows = tuple(
        (change.name, f"{change.before:.2f} s", f"{change.now:.2f} s", "slower" if change.slower else "")
        for change in changes
    )
    return Table("Compared with the last good run", ("stage", "then", "now", ""), rows) if rows else None


def slower_words(changes: tuple[Change, ...]) -> str:
    """One line naming what got slower, worst first; empty when nothing did."""
    slower = sorted((change for change in changes if change.slower), key=lambda change: change.before - change.now)
    return ", ".join(f"{change.name} {change.before:.2f} s -> {change.now:.2f} s" for change in slower[:4])


def _sessions(data: Mapping[str, Any]) -> Any:
    """How many walked at once: a crowd's times are not a single user's."""
    crowd = data.get("sessions")
    return crowd.get("count") if isinstance(crowd, Mapping) else 1


def _seconds(data: Mapping[str, Any]) -> dict[str, float]:
    timings = data.get("timings")
    if not isinstance(timings, Mapping):
        return {}
    stages = timings.get("stages")
    found = dict(stages) if isinstance(stages, Mapping) else {}
    found.update({label: timings[name] for name, label in _WHOLE if name in timings})
    return {str(name): float(value) for name, value in found.items() if isinstance(value, int | float)}
