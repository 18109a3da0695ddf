"""Percentiles over sessions or past runs, by linear interpolation between closest ranks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from handlers.golden_path.outcome import Outcome

QUANTILES = (50, 90, 95, 99)


def percentile(values: Sequence[float], quantile: float) -> float:
    """The `quantile` (0 to 100) of at least one value; the same definition as numpy's default."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * quantile / 100
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def spread(values: Iterable[float]) -> dict[str, float]:
    """`p50`, `p90`, `p95`, `p99` and `max`, or nothing where there are no values."""
    known = list(values)
    if not known:
        return {}
    return {**{f"p{quantile}": percentile(known, quantile) for quantile in QUANTILES}, "max": max(known)}


def session_spreads(outcomes: Sequence[Outcome]) -> Mapping[str, Mapping[str, float]]:
    """Per stage, for the first event, the answer and the whole: the spread over the sessions that passed."""
    passed = [outcome for outcome in outcomes if outcome.passed]
    names = [stage.name for stage in passed[0].stages] if passed else []
    spreads = {name: spread(outcome.timings["stages"][name] for outcome in passed) for name in names}
    for name in ("first_event", "answer", "total"):
        spreads[name] = spread(outcome.timings[name] for outcome in passed if name in outcome.timings)
    return {name: values for name, values in spreads.items() if values}
