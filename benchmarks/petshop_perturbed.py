"""The PetShop issues as less tidy data would tell them: other rows, gaps, services nobody measures, little normal."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from handlers.diagnosis.metrics.series import Floats, Metrics


class Issue(NamedTuple):
    """One issue: `told` is its target.json; `graph`: caller -> callees."""

    name: str
    told: Mapping[str, Any]
    metrics: Metrics
    normal: Metrics
    graph: dict[str, tuple[str, ...]]

    @property
    def at(self) -> float:
        """The moment asked about, seconds since 1970."""
        return float(self.told["target"]["timestamp"])


Perturb = Callable[[Issue, np.random.Generator], tuple[float, Metrics, Metrics]]
"""The moment, the metrics and the normal of a perturbed issue."""


def rows(metrics: Metrics, start: int | None, end: int | None) -> Metrics:
    """Some of the rows."""
    return Metrics(metrics.times[start:end], {column: values[start:end] for column, values in metrics.values.items()})


def gaps(metrics: Metrics, share: float, rng: np.random.Generator) -> Metrics:
    """A share of all values missing."""
    return Metrics(
        metrics.times,
        {column: np.where(rng.random(len(seen)) < share, np.nan, seen) for column, seen in metrics.values.items()},
    )


def without(metrics: Metrics, nodes: set[str]) -> Metrics:
    """Some services not measured at all."""
    return Metrics(metrics.times, {column: seen for column, seen in metrics.values.items() if column.node not in nodes})


def without_requests(metrics: Metrics) -> Metrics:
    """No counts of requests, which many do not measure."""
    return Metrics(metrics.times, {column: s for column, s in metrics.values.items() if column.metric != "requests"})


def coarser(metrics: Metrics) -> Metrics:
    """Every two rows in one."""
    count = len(metrics.times) // 2 * 2

    def joined(values: Floats, counted: bool) -> Floats:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            means: Floats = np.nanmean(values[:count].reshape(-1, 2), axis=1)
        return means * 2 if counted else means

    return Metrics(
        metrics.times[:count:2],
        {column: joined(values, column.statistic == "Sum") for column, values in metrics.values.items()},
    )


def _with_gaps(share: float) -> Perturb:
    return lambda issue, rng: (issue.at, gaps(issue.metrics, share, rng), gaps(issue.normal, share, rng))


def _unmeasured(issue: Issue, rng: np.random.Generator) -> tuple[float, Metrics, Metrics]:
    kept = {issue.told["target"]["node"], issue.told["root_cause"]["node"]}
    others = [node for node in issue.graph if node not in kept]
    gone = set(rng.choice(others, len(others) // 5, replace=False).tolist())
    return issue.at, without(issue.metrics, gone), without(issue.normal, gone)


def _half(issue: Issue, first: bool) -> Metrics:
    middle = len(issue.normal.times) // 2
    return rows(issue.normal, None, middle) if first else rows(issue.normal, middle, None)


PERTURBATIONS: Mapping[str, Perturb] = {
    "as_it_is": lambda issue, _: (issue.at, issue.metrics, issue.normal),
    "asked_5_min_late": lambda issue, _: (issue.at + 300, issue.metrics, issue.normal),
    "asked_5_min_early": lambda issue, _: (issue.at - 300, issue.metrics, issue.normal),
    "5_percent_missing": _with_gaps(0.05),
    "15_percent_missing": _with_gaps(0.15),
    "a_fifth_of_services_unmeasured": _unmeasured,
    "no_request_counts": lambda issue, _: (issue.at, without_requests(issue.metrics), without_requests(issue.normal)),
    "rows_of_10_min": lambda issue, _: (issue.at, coarser(issue.metrics), coarser(issue.normal)),
    "normal_from_first_half": lambda issue, _: (issue.at, issue.metrics, _half(issue, True)),
    "normal_from_second_half": lambda issue, _: (issue.at, issue.metrics, _half(issue, False)),
}
RANDOM = frozenset({"5_percent_missing", "15_percent_missing", "a_fifth_of_services_unmeasured"})
"""Perturbations that draw lots, which are drawn several times."""
