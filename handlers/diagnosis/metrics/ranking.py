"""Which service is the cause, by numbers: the one that adds harm nothing below it adds, reachable from the target."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handlers.core.errors import Usage
from handlers.core.names import nearest
from handlers.diagnosis.graph import Graph
from handlers.diagnosis.metrics.excess import Excess, Question, excess_of, normal_of, was_odd_before
from handlers.diagnosis.metrics.rows import evened
from handlers.diagnosis.metrics.series import Metrics

ALARM = 3.0  # score from which something is wrong at all; as many standard deviations would be
FLOOR = 1.5  # surprise below which a service is as it always is
CEILING = 25.0  # surprise beyond which more of it says nothing more
LEAST_SHARE = 0.05  # of the best score: what lies below is not worth naming
MOST = 10  # causes named
WORSE = 0.4  # of what the target's harm usually deviates by: below, the target did not get worse, whatever else did
METRICS = ("latency", "availability")


@dataclass(frozen=True, slots=True)
class RankedCause:
    """`score`: the geometric mean of how surprising the service is and how much of the target's trouble it adds."""

    service: str
    score: float
    reason: str


def rank_from_metrics(  # noqa: PLR0913 - the six things a ranking needs, each with a name of its own
    metrics: Metrics,
    normal: Metrics,
    graph: Mapping[str, Sequence[str]],
    at: float,
    target: str,
    metric: str,
) -> list[RankedCause]:
    """The services that explain why `metric` of `target` got worse at the moment `at` (seconds since 1970), best first.

    `metrics`: the measurements around that moment; `normal`: those of ordinary operation; `graph`: caller -> callees.
    Empty when nothing is wrong. Raises Usage for a metric, a target or a moment that is not in the data.
    """
    question = Question(metric, at, *evened(metrics, normal))
    _check(question, graph, target)
    judged = _excesses(question, Graph(graph).closure(target), target)
    if target not in judged.excesses or judged.excesses[target].harm < WORSE * judged.tolerance:
        return []
    ranked = [_ranked(judged, graph, node) for node in judged.excesses]
    ranked.sort(key=lambda cause: (-cause.score, cause.service))
    if not ranked or ranked[0].score < ALARM:
        return []
    return [cause for cause in ranked if cause.score >= ranked[0].score * LEAST_SHARE][:MOST]


@dataclass(frozen=True, slots=True)
class _Judged:
    question: Question
    target: str
    tolerance: float  # the harm at the target that counts as 1
    excesses: Mapping[str, Excess]


def _check(question: Question, graph: Mapping[str, Sequence[str]], target: str) -> None:
    if question.metric not in METRICS:
        raise Usage(f"metric {question.metric[:40]!r} is not known, expected {' or '.join(METRICS)}")
    if target not in graph:
        near = nearest(target, graph)
        raise Usage(f"there is no node {target[:80]!r} in the graph" + (f"; did you mean {near}?" if near else ""))
    if not question.starts:
        times = question.metrics.times
        raise Usage(f"the metrics do not reach {question.at:.0f}: they run from {times[0]:.0f} to {times[-1]:.0f}")


def _excesses(question: Question, nodes: Sequence[str], target: str) -> _Judged:
    normals = {node: normal for node in nodes if (normal := normal_of(question, node)) is not None}
    if target not in normals:
        return _Judged(question, target, 1.0, {})
    drift = not was_odd_before(question, target, normals[target])
    excesses = {
        node: excess
        for node, normal in normals.items()
        if (excess := excess_of(question, node, normal, drift)) is not None
    }
    return _Judged(question, target, normals[target].harm_scale, excesses)


def _ranked(judged: _Judged, graph: Mapping[str, Sequence[str]], node: str) -> RankedCause:
    excess = judged.excesses[node]
    below = {callee: judged.excesses[callee] for callee in graph.get(node, ()) if callee in judged.excesses}
    passed_on = sum(other.harm for other in below.values() if other.surprise > 1)
    impact = max(0.0, excess.harm - passed_on) / judged.tolerance
    surprise = min(excess.surprise, CEILING)
    score = math.sqrt(surprise * impact) if surprise > FLOOR else 0.0
    return RankedCause(node, round(score, 3), _reason(judged, excess, passed_on))


def _reason(judged: _Judged, excess: Excess, passed_on: float) -> str:
    if judged.question.metric == "latency":
        seen = f"latency {excess.value * 1000:.0f} ms instead of {excess.reference * 1000:.0f} ms"
        harm = f"adds {excess.harm:.1f} s of waiting per {judged.question.metrics.step:.0f} s"
    else:
        seen = f"availability {excess.value:.1f} % instead of {excess.reference:.1f} %"
        harm = f"fails {excess.harm / 100:.0f} requests more per {judged.question.metrics.step:.0f} s"
    own = (
        "and nothing it calls accounts for it"
        if passed_on < excess.harm / 10
        else "part of it comes from what it calls"
    )
    return (
        f"{seen} ({excess.surprise:.1f} times its usual deviation); {harm}, {excess.harm / judged.tolerance:.1f} times "
        f"what {judged.target} varies by, {own}"
    )
