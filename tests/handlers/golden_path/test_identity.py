"""Whose event it is, and whether its clock runs forwards."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.golden_path.identity import Identity, parse_time
from handlers.stack.journey_parts import EventFields, Expect
from tests.handlers.golden_path.walking import KINDS, event

EXPECT = Expect(events=KINDS)


def test_the_first_event_decides_where_nothing_is_known() -> None:
    identity = Identity(EXPECT)
    assert identity.foreign(event("agent_started", 0, run_id="r"), "") is None
    failure = identity.foreign(event("agent_thinking", 1, run_id="s"), "")
    assert failure
    assert failure.id == "foreign-run"


def test_a_known_user_is_held_to_from_the_first_event() -> None:
    failure = Identity(EXPECT, user="user-2").foreign(event("agent_started", 0), "")
    assert failure
    assert failure.id == "foreign-event"


def test_numbers_and_texts_of_the_same_id_are_the_same() -> None:
    assert Identity(EXPECT, user="7").foreign(event("agent_started", 0, user_id=7), "") is None


def test_renamed_fields_are_found() -> None:
    wrapped = Expect(events=KINDS, fields=EventFields(user="data.user"))
    failure = Identity(wrapped, user="me").foreign({"type": "x", "data": {"user": "you"}}, "")
    assert failure
    assert "data.user" in failure.what


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("2027-01-15T08:00:00Z", 1800000000.0),
        ("2027-01-15T09:00:00+01:00", 1800000000.0),
        ("2027-01-15T08:00:00", 1800000000.0),
        (1800000000, 1800000000.0),
        (1800000000000, 1800000000.0),
        (1800000000.5, 1800000000.5),
        ("yesterday", None),
        (True, None),
        ([], None),
        (10**400, None),
    ],
)
def test_times_are_read(value: Any, seconds: float | None) -> None:
    assert parse_time(value) == seconds


def test_a_clock_may_stand_still_and_not_go_back() -> None:
    identity = Identity(EXPECT)
    assert identity.clock(event("agent_started", 5)) is None
    assert identity.clock(event("agent_thinking", 5)) is None
    failure = identity.clock(event("tool_executing", 4))
    assert failure
    assert failure.id == "clock-backwards"
