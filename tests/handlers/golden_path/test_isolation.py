"""Leaks that only a look across all sessions can see."""

from __future__ import annotations

from handlers.golden_path.isolation import isolated
from handlers.golden_path.outcome import EventSeen, Outcome


def _outcome(session: int, run: str, *events: str) -> Outcome:
    seen = tuple(EventSeen("agent_started", 0.0, 0.0, event) for event in events)
    return Outcome(session, (), seen, ids={"run_id": run})


def test_separate_sessions_stay_as_they_are() -> None:
    outcomes = [_outcome(1, "a", "1", "2"), _outcome(2, "b", "3")]
    assert isolated(outcomes) == tuple(outcomes)


def test_a_shared_event_is_foreign_to_the_second_session() -> None:
    first, second = isolated([_outcome(1, "a", "1"), _outcome(2, "b", "2", "1")])
    assert first.passed
    assert second.failure
    assert second.failure.id == "foreign-event"
    assert "session 1" in second.failure.what


def test_a_shared_run_is_foreign() -> None:
    _, second = isolated([_outcome(1, "a"), _outcome(2, "a")])
    assert second.failure
    assert second.failure.id == "foreign-run"
