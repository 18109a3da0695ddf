from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handlers.probes.phases import CURRENT, Phases, current


class Steps:
    """A clock that moves a second at every look."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)

    def monotonic(self) -> float:
        self.seconds += 1
        return self.seconds


def test_phases_add_up_in_milliseconds() -> None:
    watch = Phases(Steps())
    for _ in range(2):
        with watch.during("connect"):
            pass
    assert watch.done == {"connect": 2000.0}


def test_a_phase_that_raised_stays_under_way() -> None:
    watch = Phases(Steps())
    watch.begin("connect")
    watch.end("connect")
    with pytest.raises(ValueError, match="x"), watch.during("query"):
        raise ValueError("x")
    assert watch.under_way == "query"
    watch.drop("query")
    assert watch.under_way == ""


def test_ending_what_never_began_changes_nothing() -> None:
    watch = Phases(Steps())
    watch.end("tls")
    assert watch.done == {}


def test_outside_a_probe_there_is_a_stopwatch_nobody_reads() -> None:
    assert current() is not current()
    token = CURRENT.set(Phases(Steps()))
    assert current() is current()
    CURRENT.reset(token)
