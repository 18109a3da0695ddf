"""How far one service is from its own normal, and how much harm that does.

Two numbers for each service. *Surprise*: the excess over its reference in the mildest row of the window (a blip of one
row is no fault), in units of what its own normal operation exceeds in the same way in one to ten rows of
a hundred: several quantiles together, since any one of them hangs on a few rows. *Harm*: the mean
over the window of the excess times the requests that met it, so seconds of waiting or failed requests for each row of
the data; the service that adds the harm sees all of it, whoever merely calls it sees a part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from handlers.diagnosis.metrics.series import Floats, Metrics

LASTING = 600.0  # seconds looked at together: a fault lasts that long, most blips of normal operation do not
TAILS = (0.9, 0.93, 0.95, 0.97, 0.99)  # quantiles of the normal deviations; their geometric mean counts as 1
LEAST = {"latency": 0.05, "availability": 0.3}  # smallest deviation that counts as 1: share of normal; percent points
FEWEST = 20  # rows of normal operation below which nothing can be said
AVERAGE = ("Average", "p50", "p90", "p95", "p99")
REQUESTS = ("Sum", "Average")
BEFORE = 6  # rows before the window that say how it was just then


@dataclass(frozen=True, slots=True)
class Question:
    """The metric asked about, the moment, and what to compare: the data around it and the data of normal operation."""

    metric: str
    at: float
    metrics: Metrics
    normal: Metrics

    @property
    def sign(self) -> float:
        """1 where more is worse, -1 where less is."""
        return -1.0 if self.metric == "availability" else 1.0

    @property
    def width(self) -> int:
        """Rows looked at together."""
        return max(1, round(LASTING / self.metrics.step))

    @property
    def starts(self) -> list[int]:
        """The rows a window may begin at: from the one that holds the moment to the one after it.

        Where the data end before a window would, the last whole window of the data. Empty where they do not reach.
        """
        step, times = self.metrics.step, self.metrics.times
        around = np.flatnonzero((times > self.at - step) & (times < self.at + step))
        last = max(0, len(times) - self.width)
        return sorted({min(int(row), last) for row in around})

    @property
    def before(self) -> range:
        """The rows just before, which the fault cannot have touched."""
        first = min(self.starts, default=0)
        return range(max(0, first - BEFORE), first)


@dataclass(frozen=True, slots=True)
class Normal:
    """A service's own normal: its median, the deviation that counts as 1, and the same for the harm it does."""

    median: float
    scale: float
    harm_scale: float


@dataclass(frozen=True, slots=True)
class Excess:
    """`value` was seen where `reference` was usual; `surprise` and `harm` as above, never negative."""

    value: float
    reference: float
    surprise: float
    harm: float


def normal_of(question: Question, node: str) -> Normal | None:
    """None when too little is known of the node's normal operation."""
    values = question.normal.get(node, question.metric, AVERAGE)
    if values is None or np.count_nonzero(~np.isnan(values)) < FEWEST:
        return None
    requests = _requests(question.normal, node, len(values))
    median = float(np.nanmedian(values))
    deviations = question.sign * (values - median)
    least = LEAST.get(question.metric, 0.05)
    floor = least if question.metric == "availability" else least * abs(median)
    scale = max(_tail(deviations, question.width, lasting=True), floor, 1e-9)
    harm = max(_tail(deviations * requests, question.width, lasting=False), floor * float(np.nanmedian(requests)), 1e-9)
    return Normal(median, scale, harm)


def was_odd_before(question: Question, node: str, normal: Normal) -> bool:
    """Whether the node had already left its normal before the moment asked about."""
    before = _before(question, node)
    return bool(before is not None and question.sign * (before - normal.median) > normal.scale)


def excess_of(question: Question, node: str, normal: Normal, drift: bool) -> Excess | None:
    """The worst window around the moment; None when nothing was measured there.

    `drift`: what was odd just before counts as usual, so that only what changed is told.
    """
    values = question.metrics.get(node, question.metric, AVERAGE)
    if values is None:
        return None
    requests = _requests(question.metrics, node, len(values))
    before = _before(question, node) if drift else None
    worst = max if question.sign > 0 else min
    reference = normal.median if before is None else worst(normal.median, before)
    rows = [slice(start, start + question.width) for start in question.starts]
    seen = [_window(question.sign, values[span], requests[span], reference) for span in rows]
    windows = [window for window in seen if window is not None]
    if not windows:
        return None
    chosen = max(windows, key=lambda window: window.harm)
    return Excess(chosen.value, reference, max(0.0, chosen.lasting / normal.scale), max(0.0, chosen.harm))


class _Window(NamedTuple):
    value: float
    lasting: float
    harm: float


def _window(sign: float, values: Floats, requests: Floats, reference: float) -> _Window | None:
    known = ~(np.isnan(values) | np.isnan(requests))
    if not known.any():
        return None
    excess = sign * (values[known] - reference)
    lasting = float(excess.min()) * float(known.mean())  # what was not measured cannot vouch for the rest
    return _Window(float(values[known].mean()), lasting, float((excess * requests[known]).mean()))


def _before(question: Question, node: str) -> float | None:
    values = question.metrics.get(node, question.metric, AVERAGE)
    if values is None or not question.before:
        return None
    before = values[question.before.start : question.before.stop]
    return None if np.isnan(before).all() else float(np.nanmean(before))


def _requests(metrics: Metrics, node: str, rows: int) -> Floats:
    found = metrics.get(node, "requests", REQUESTS)
    if found is None or np.isnan(found).all():
        return np.ones(rows)
    usual: Floats = np.where(np.isnan(found), np.nanmedian(found), found)
    return usual


def _tail(deviations: Floats, width: int, *, lasting: bool) -> float:
    """What normal operation rarely exceeds: in every row of a window, or in the mean over it."""
    windows = np.stack([deviations[i : len(deviations) - width + 1 + i] for i in range(width)])
    windows = windows[:, ~np.isnan(windows).any(axis=0)]
    if windows.shape[1] < FEWEST:  # measured too rarely for two rows in a row: one must do
        windows = deviations[None, ~np.isnan(deviations)]
    seen = windows.min(axis=0) if lasting else windows.mean(axis=0)
    quantiles = np.quantile(seen, TAILS)
    return float(np.exp(np.log(np.maximum(quantiles, 1e-9)).mean()))
