from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from handlers.probes.expectations import Statuses, json_difference, status_matches, too_slow


@pytest.mark.parametrize(
    ("written", "status", "matches"),
    [(200, 200, True), ("2xx", 204, True), ("2xx", 301, False), ([401, "5xx"], 503, True), ([401], 403, False)],
)
def test_statuses_are_numbers_classes_or_lists(written: Any, status: int, matches: bool) -> None:
    assert status_matches(status, TypeAdapter(Statuses).validate_python(written)) is matches


@pytest.mark.parametrize("written", [99, 600, "6xx", "ok", True, [200, "nope"], None])
def test_what_is_no_status_is_an_error(written: Any) -> None:
    with pytest.raises(ValidationError, match="not an HTTP status"):
        TypeAdapter(Statuses).validate_python(written)


@pytest.mark.parametrize(
    ("expected", "seen", "difference"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, ""),
        ({"a": {"b": [1, {"c": 2}]}}, {"a": {"b": [1, {"c": 2, "d": 3}]}}, ""),
        ({"a": 1}, {}, "$.a is missing"),
        ({"a": 1}, [], "$ is a list of 0, expected an object"),
        ([1], [1, 2], "$ is a list of 2, expected a list of 1"),
        ({"a": 1}, {"a": True}, "$.a is True, expected 1"),
        ({"a": True}, {"a": 1}, "$.a is 1, expected True"),
        (1.0, 1, ""),
        ("x", "y", "$ is 'y', expected 'x'"),
    ],
)
def test_a_json_subset_says_where_it_differs(expected: Any, seen: Any, difference: str) -> None:
    assert json_difference(expected, seen) == difference


def test_slowness_names_the_slowest_phase() -> None:
    assert too_slow(1.0, None, {}) is None
    assert too_slow(1.0, 2.0, {}) is None
    seen = too_slow(3.0, 2.0, {"connect": 10, "tls": 2900})
    assert seen is not None
    assert seen.facts == {"seconds": 3.0, "within": 2.0, "slowest": "tls"}
