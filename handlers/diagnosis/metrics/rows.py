"""Measurements in rows that can be compared: of the same length, with single missing values filled in. Pure."""

from __future__ import annotations

import warnings

import numpy as np

from handlers.diagnosis.metrics.series import Floats, Metrics

SHORTEST = 300.0  # seconds: shorter rows are drawn together, since their noise says nothing of a fault


def evened(one: Metrics, other: Metrics) -> tuple[Metrics, Metrics]:
    """Both with rows of the same length: the longest of theirs and SHORTEST; gaps of one row are filled in."""
    step = max(SHORTEST, one.step, other.step)
    return _filled(_drawn_together(one, step)), _filled(_drawn_together(other, step))


def _drawn_together(metrics: Metrics, step: float) -> Metrics:
    """Rows of about `step` seconds: the mean of what was measured, the sum of what was counted."""
    count = round(step / metrics.step)
    rows = len(metrics.times) // count
    if count < 2 or not rows:
        return metrics
    cut = {column: values[: rows * count].reshape(rows, count) for column, values in metrics.values.items()}
    joined = {column: _joined(values, counted=column.statistic == "Sum") for column, values in cut.items()}
    return Metrics(metrics.times[: rows * count : count], joined)


def _joined(values: Floats, counted: bool) -> Floats:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a row of nothing has no mean, which is what NaN says
        means: Floats = np.nanmean(values, axis=1)
    return means * values.shape[1] if counted else means


def _filled(metrics: Metrics) -> Metrics:
    return Metrics(metrics.times, {column: _bridged(values) for column, values in metrics.values.items()})


def _bridged(values: Floats) -> Floats:
    """A missing value between two known ones lies in their middle; longer gaps stay."""
    if len(values) < 3 or not np.isnan(values).any():
        return values
    middle = (values[:-2] + values[2:]) / 2
    filled = values.copy()
    filled[1:-1] = np.where(np.isnan(values[1:-1]), middle, values[1:-1])
    return filled
