from __future__ import annotations

import numpy as np
import pytest

from benchmarks import petshop
from handlers.core.errors import Usage
from handlers.diagnosis.metrics.ranking import rank_from_metrics
from handlers.diagnosis.metrics.series import Column, Metrics
from tests.handlers.diagnosis.metrics.shop import GRAPH, STEP, add, operation

NORMAL = operation(300, seed=1)
FAULT = slice(6, 9)


def at(metrics: Metrics, row: int = 6) -> float:
    return float(metrics.times[row]) + 10


def named(metrics: Metrics, target: str = "front", metric: str = "latency") -> list[str]:
    found = rank_from_metrics(metrics, NORMAL, GRAPH, at(metrics), target, metric)
    return [cause.service for cause in found]


def slow_search() -> Metrics:
    metrics = operation(12, seed=2)
    for node, seconds in (("search", 0.05), ("search-seen-by-front", 0.05), ("front", 0.05), ("list", 0.04)):
        add(metrics, node, "latency", FAULT, seconds)
    return metrics


def test_the_service_that_adds_the_waiting_comes_first() -> None:
    assert named(slow_search())[0] == "search"


def test_a_cause_two_calls_away_is_found_and_its_callers_come_after_it() -> None:
    metrics = operation(12, seed=3)
    for node, seconds in (("items", 0.04), ("search", 0.04), ("front", 0.04)):
        add(metrics, node, "latency", FAULT, seconds)
    assert named(metrics)[0] == "items"


def test_failing_requests_are_traced_like_waiting() -> None:
    metrics = operation(12, seed=4)
    for node, points in (("pay", -40.0), ("front", -5.0)):
        add(metrics, node, "availability", FAULT, points)
    assert named(metrics, metric="availability")[0] == "pay"


def test_the_target_itself_may_be_the_cause() -> None:
    metrics = operation(12, seed=5)
    add(metrics, "front", "latency", FAULT, 0.1)
    assert named(metrics)[0] == "front"


def test_what_the_target_does_not_call_is_never_named() -> None:
    metrics = slow_search()
    add(metrics, "list", "latency", FAULT, 9.0)
    assert "list" not in named(metrics)


def test_what_was_odd_before_already_is_not_the_cause() -> None:
    metrics = slow_search()
    add(metrics, "bank", "availability", slice(None), -100.0)
    add(metrics, "bank", "latency", slice(None), 2.0)
    assert named(metrics)[0] == "search"


def test_a_blip_of_one_row_is_no_fault() -> None:
    metrics = operation(12, seed=6)
    add(metrics, "bank", "latency", slice(6, 7), 1.0)
    add(metrics, "front", "latency", slice(6, 7), 0.2)
    assert named(metrics) == []


def test_what_does_not_reach_the_target_is_not_told() -> None:
    metrics = operation(12, seed=7)
    add(metrics, "bank", "latency", FAULT, 0.5)
    add(metrics, "front", "latency", FAULT, -0.02)
    assert named(metrics) == []


@pytest.mark.parametrize("seed", range(20, 60))
@pytest.mark.parametrize("metric", ["latency", "availability"])
def test_normal_operation_names_nothing(seed: int, metric: str) -> None:
    assert named(operation(12, seed), metric=metric) == []


def test_the_order_of_columns_and_nodes_is_nothing() -> None:
    metrics = slow_search()
    turned = Metrics(metrics.times, dict(reversed(list(metrics.values.items()))))
    first = rank_from_metrics(metrics, NORMAL, GRAPH, at(metrics), "front", "latency")
    again = rank_from_metrics(turned, NORMAL, dict(reversed(GRAPH.items())), at(metrics), "front", "latency")
    assert first == again


def test_the_reason_says_what_was_seen() -> None:
    metrics = slow_search()
    reason = rank_from_metrics(metrics, NORMAL, GRAPH, at(metrics), "front", "latency")[0].reason
    assert "instead of 20 ms" in reason or "instead of 21 ms" in reason
    assert "nothing it calls accounts for it" in reason


def test_gaps_in_the_data_are_no_trouble() -> None:
    metrics = slow_search()
    metrics.values[Column("pay", "latency", "Average")][:] = np.nan
    del metrics.values[Column("bank", "requests", "Sum")]  # type: ignore[attr-defined]  # a dict, made by `operation`
    assert named(metrics)[0] == "search"


def test_a_target_of_which_nothing_is_known_gives_nothing() -> None:
    metrics = slow_search()
    metrics.values[Column("front", "latency", "Average")][:] = np.nan
    assert named(metrics) == []


@pytest.mark.parametrize(
    ("target", "metric", "when", "words"),
    [
        ("frnt", "latency", 0.0, "did you mean front"),
        ("front", "latancy", 0.0, "expected latency or availability"),
        ("front", "latency", 99 * STEP, "do not reach"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(target: str, metric: str, when: float, words: str) -> None:
    metrics = slow_search()
    with pytest.raises(Usage, match=words):
        rank_from_metrics(metrics, NORMAL, GRAPH, at(metrics) + when, target, metric)


def with_gaps(metrics: Metrics, share: float, seed: int) -> Metrics:
    rng = np.random.default_rng(seed)
    values = {column: np.where(rng.random(len(seen)) < share, np.nan, seen) for column, seen in metrics.values.items()}
    return Metrics(metrics.times, values)


@pytest.mark.parametrize("seed", range(4))
def test_values_missing_here_and_there_do_not_hide_the_cause(seed: int) -> None:
    metrics = with_gaps(slow_search(), 0.1, seed)
    normal = with_gaps(NORMAL, 0.1, seed + 100)
    found = rank_from_metrics(metrics, normal, GRAPH, at(metrics), "front", "latency")
    assert found[0].service == "search"


def test_a_row_of_ten_minutes_tells_as_much_as_two_of_five() -> None:
    normal, metrics = operation(200, seed=1), operation(10, seed=2)
    for node in ("search", "search-seen-by-front", "front"):
        add(metrics, node, "latency", slice(6, 7), 0.05)
    normal, metrics = (Metrics(one.times * 2, one.values) for one in (normal, metrics))
    moment = float(metrics.times[6]) + 10
    assert rank_from_metrics(metrics, normal, GRAPH, moment, "front", "latency")[0].service == "search"


@pytest.mark.parametrize("share", [0.01, 0.02, 0.03, 0.05])
def test_a_few_odd_rows_in_the_normal_do_not_hide_the_cause(share: float) -> None:
    normal = operation(300, seed=9)
    odd = slice(100, 100 + round(300 * share))
    for node in ("search", "search-seen-by-front", "front"):
        add(normal, node, "latency", odd, 0.03)
    metrics = slow_search()
    found = rank_from_metrics(metrics, normal, GRAPH, at(metrics), "front", "latency")
    assert found
    assert found[0].service == "search"


@pytest.mark.skipif(not petshop.data().is_dir(), reason="the PetShop data are not here")
def test_the_published_methods_are_beaten_on_the_training_part() -> None:
    loaded = [issue for i, issue in enumerate(petshop.issues(petshop.data())) if i % 3 == 0]
    measured = petshop.recall(loaded)
    assert measured["top_1"] >= 0.8
    assert measured["top_3"] >= 0.95
