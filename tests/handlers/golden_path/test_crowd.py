"""The search for the load at which it starts to fail, and which session's walk is shown."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.golden_path.crowd import Level, failures_by_id, most_telling, next_level
from handlers.golden_path.failures import Failure
from handlers.golden_path.outcome import Mark, Outcome, StageResult


@settings(deadline=None)
@given(st.integers(1, 1000), st.integers(1, 1200))
def test_the_search_ends_close_to_the_true_limit(asked: int, limit: int) -> None:
    def tried(count: int) -> Level:
        return Level(count, count if count <= limit else limit)

    levels = [tried(asked)]
    while (following := next_level(levels)) is not None:
        levels.append(tried(following))
        assert len(levels) < 20
    failing = min((level.sessions for level in levels if not level.held), default=None)
    holding = max((level.sessions for level in levels if level.held), default=0)
    assert (failing is None) == (asked <= limit)
    if failing is not None:
        assert holding <= limit < failing
        assert failing <= max(1.25 * holding, holding + 1, 1)


def test_one_that_fails_alone_needs_no_search() -> None:
    assert next_level([Level(10, 0), Level(1, 0)]) is None


def _outcome(session: int, seconds: float, failure: str = "") -> Outcome:
    stage = StageResult("login", "http", Mark.PASSED, 0.0, seconds)
    failures = (Failure(failure, "x", "y"),) if failure else ()
    return replace(Outcome(session, (stage,)), failures=failures)


def test_the_median_session_is_shown_when_all_passed() -> None:
    assert most_telling([_outcome(1, 9), _outcome(2, 1), _outcome(3, 5)]).session == 3


@pytest.mark.parametrize(
    ("names", "shown"),
    [(["", "b", "a", "a"], 3), (["a", "a", "foreign-event", "a"], 3), (["", "", "", "c"], 4)],
)
def test_a_leak_is_shown_before_all_then_the_most_frequent(names: list[str], shown: int) -> None:
    outcomes = [_outcome(number, 1, name) for number, name in enumerate(names, 1)]
    assert most_telling(outcomes).session == shown


def test_failures_are_counted() -> None:
    outcomes = [_outcome(1, 1, "a"), _outcome(2, 1, "b"), _outcome(3, 1, "b"), _outcome(4, 1)]
    assert failures_by_id(outcomes) == {"b": 2, "a": 1}
