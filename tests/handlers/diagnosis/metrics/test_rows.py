from __future__ import annotations

import numpy as np
import pytest

from handlers.diagnosis.metrics.rows import evened
from handlers.diagnosis.metrics.series import Column, Metrics

LATENCY, REQUESTS = Column("shop", "latency", "Average"), Column("shop", "requests", "Sum")


def metrics(step: float, latency: list[float], requests: list[float] | None = None) -> Metrics:
    times = np.arange(len(latency), dtype=np.float64) * step
    values = {LATENCY: np.array(latency)}
    return Metrics(times, values | ({REQUESTS: np.array(requests)} if requests else {}))


def test_rows_as_long_as_each_other_stay_as_they_are() -> None:
    one, other = evened(metrics(300, [1.0, 2.0, 3.0]), metrics(300, [4.0, 5.0]))
    assert one.values[LATENCY].tolist() == [1.0, 2.0, 3.0]
    assert other.values[LATENCY].tolist() == [4.0, 5.0]


def test_short_rows_are_drawn_together_by_mean_and_by_sum() -> None:
    short = metrics(150, [1.0, 3.0, np.nan, 5.0, 9.0], [10.0, 20.0, 30.0, 40.0, 50.0])
    joined, _ = evened(short, metrics(300, [1.0, 1.0]))
    assert joined.times.tolist() == [0.0, 300.0]
    assert joined.values[LATENCY].tolist() == [2.0, 5.0]
    assert joined.values[REQUESTS].tolist() == [30.0, 70.0]


def test_the_longer_rows_of_two_decide() -> None:
    _, joined = evened(metrics(600, [1.0, 1.0]), metrics(300, [1.0, 3.0, 5.0, 7.0]))
    assert joined.values[LATENCY].tolist() == [2.0, 6.0]


@pytest.mark.parametrize(
    ("seen", "filled"),
    [
        ([1.0, np.nan, 3.0], [1.0, 2.0, 3.0]),
        ([np.nan, 2.0, 3.0], [np.nan, 2.0, 3.0]),
        ([1.0, np.nan, np.nan, 4.0], [1.0, np.nan, np.nan, 4.0]),
        ([np.nan] * 4, [np.nan] * 4),
        ([np.nan], [np.nan]),
    ],
)
def test_a_gap_of_one_row_is_bridged_and_a_longer_one_is_not(seen: list[float], filled: list[float]) -> None:
    one, _ = evened(metrics(300, seen), metrics(300, [1.0, 1.0]))
    np.testing.assert_array_equal(one.values[LATENCY], filled)
