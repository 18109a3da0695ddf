"""The bot's own history as measurements: which service got worse by itself, by what the checks of the last days saw."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from bot.store.rollups import Point, RollUpStore, Series
from handlers.core.errors import Usage
from handlers.diagnosis.metrics.ranking import RankedCause, rank_from_metrics
from handlers.diagnosis.metrics.series import Column, Metrics

ROW = 300  # seconds: the finest roll-up, so that old and new compare
_AROUND = timedelta(hours=2)  # before the moment; as much of it as is needed to see how things were just then
_AFTER = timedelta(minutes=15)
_NORMAL = timedelta(days=4)  # of ordinary operation before that, to compare with


async def rank_from_history(
    roll_ups: RollUpStore, environment: str, graph: Mapping[str, Sequence[str]], at: float, question: tuple[str, str]
) -> list[RankedCause]:
    """The services that explain why a service got worse at the moment `at` (seconds since 1970), best first.

    `question`: the service, and `latency` or `availability`. Empty when nothing is wrong, or too little was kept.
    Raises Usage for a service that is not in the graph, and for a moment that no result is kept of.
    """
    moment = datetime.fromtimestamp(at, UTC)
    around = await roll_ups.series(environment, moment - _AROUND, moment + _AFTER)
    normal = await roll_ups.series(environment, moment - _AROUND - _NORMAL, moment - _AROUND)
    target, metric = question
    if not around.points:
        raise Usage(f"no result of {environment} is kept from around {moment:%Y-%m-%d %H:%M} UTC")
    return rank_from_metrics(metrics_of(around), metrics_of(normal), graph, at, target, metric)


def metrics_of(series: Series) -> Metrics:
    """A series as measurements in rows of five minutes (or of its own step, where that is longer)."""
    row = max(ROW, series.step)
    times = sorted({_row(point.at, row) for points in series.points.values() for point in points})
    values = {}
    for service, points in series.points.items():
        by_row: defaultdict[int, list[Point]] = defaultdict(list)
        for point in points:
            by_row[_row(point.at, row)].append(point)
        rows = [by_row[time] for time in times]
        latency = [_mean(point.ms for point in found) / 1000 for found in rows]
        values[Column(service, "latency", "Average")] = np.array(latency)
        availability = [_mean(point.availability for point in found) for found in rows]
        values[Column(service, "availability", "Average")] = np.array(availability)
    return Metrics(np.array(times, dtype=np.float64), values)


def _row(at: float, row: int) -> int:
    return int(at) // row * row


def _mean(values: Iterable[float | None]) -> float:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else float("nan")
