from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.diagnosis.health_body import FailingCheck, failing_checks

REDIS = FailingCheck("redis", "connection refused")


@pytest.mark.parametrize(
    "body",
    [
        {"status": "unhealthy", "checks": {"redis": {"ok": False, "error": "connection refused"}, "db": {"ok": True}}},
        {"redis": {"status": "down", "message": "connection refused"}, "postgres": {"status": "up"}},
        {"status": "DOWN", "components": {"redis": {"status": "DOWN", "details": "connection refused"}}},
        {"status": "Unhealthy", "results": {"redis": {"healthy": False, "reason": "connection refused"}}},
        {"status": "error", "info": {}, "error": {"redis": {"status": "down", "message": "connection refused"}}},
        {"status": "fail", "checks": {"redis": [{"status": "fail", "output": "connection refused"}]}},
        {
            "checks": [
                {"name": "redis", "status": "failing", "error": "connection refused"},
                {"name": "x", "status": "ok"},
            ]
        },
    ],
)
def test_the_shapes_in_use_are_understood(body: dict[str, Any]) -> None:
    assert failing_checks(json.dumps(body)) == [REDIS]


def test_a_plain_word_says_enough() -> None:
    assert failing_checks('{"redis": "unreachable", "postgres": "ok"}') == [FailingCheck("redis", "unreachable")]
    assert failing_checks('{"redis": false, "postgres": true}') == [FailingCheck("redis", "")]


def test_of_a_body_that_was_cut_off_the_whole_parts_are_read() -> None:
    body = '{"checks": {"redis": {"ok": false, "error": "connection refused"}, "postgres": {"ok": false, "err'
    assert failing_checks(body) == [REDIS]


@pytest.mark.parametrize(
    "body",
    [None, "", "404: Not Found", "<html>", "[]", "{}", '{"status": "ok"}', '{"status": "healthy", "checks": {}}', 7,
     '{"error": "bad gateway", "upstream": "backend"}', '{"version": "1.2", "uptime": 300, "errors": 0}'],
)  # fmt: skip
def test_other_bodies_say_nothing(body: object) -> None:
    assert failing_checks(body) == []


LEAVES = st.none() | st.booleans() | st.text()
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@settings(max_examples=50)
@given(st.text(max_size=200) | VALUES.map(json.dumps))
def test_no_body_breaks_it(body: str) -> None:
    failing_checks(body)
    failing_checks(body[: len(body) // 2])
