"""What got slower since the last good run."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.golden_path.comparison import compare, comparison_table, slower_words

BEFORE = {"timings": {"stages": {"login": 0.2, "connect": 0.01, "gone": 1.0}, "first_event": 1.0, "total": 3.0}}
NOW = {"timings": {"stages": {"login": 0.9, "connect": 0.02, "new": 1.0}, "first_event": 1.1, "total": 5.0}}


def test_only_more_than_noise_is_slower() -> None:
    changes = compare(NOW, BEFORE)
    assert [(change.name, change.slower) for change in changes] == [
        ("login", True),
        ("connect", False),
        ("first event", False),
        ("the whole", True),
    ]
    assert slower_words(changes) == "the whole 3.00 s -> 5.00 s, login 0.20 s -> 0.90 s"


def test_a_crowd_is_not_compared_with_a_single_user() -> None:
    assert compare({**NOW, "sessions": {"count": 50}}, BEFORE) == ()


@pytest.mark.parametrize("other", [{}, {"timings": None}, {"timings": {"stages": [1]}}, {"timings": {"total": "x"}}])
def test_a_last_run_of_another_shape_is_no_comparison(other: dict[str, Any]) -> None:
    assert compare(NOW, other) == ()
    assert comparison_table(compare(NOW, other)) is None
