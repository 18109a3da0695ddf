"""Claim, send, record."""

import pytest

from bot.incidents.model import Kind, Message, State, Why
from bot.incidents.outbox import claimed, sendable, sent, unsent


def message(key, incident="a", kind=Kind.THREAD, why=Why.JOINED):
    return Message(key, incident, kind, why, "text", 0.0)


def state(*messages):
    return State("staging", outbox=messages)


def keys(messages):
    return [one.key for one in messages]


def test_an_incident_is_told_in_order_one_message_at_a_time():
    waiting = state(message("1"), message("2"), message("3", "b"))
    assert keys(sendable(waiting)) == ["1", "3"]
    assert keys(sendable(claimed(waiting, "1"))) == ["3"]
    assert keys(sendable(sent(claimed(waiting, "1"), "1"))) == ["2", "3"]


def test_an_end_goes_before_the_channel_and_the_channel_before_the_rest():
    waiting = state(
        message("edit", "a", Kind.EDIT),
        message("thread", "b"),
        message("began", "c", Kind.CHANNEL, Why.BEGAN),
        message("ended", "d", Kind.CHANNEL, Why.ENDED),
    )
    assert keys(sendable(waiting)) == ["ended", "began", "thread", "edit"]


@pytest.mark.parametrize("key", ["1", "unknown"])
def test_only_one_claims_a_message_and_only_one_that_waits(key):
    once = claimed(state(message("1")), "1")
    assert claimed(once, key) is once


def test_what_was_not_sent_waits_in_its_old_place():
    waiting = state(message("1"), message("2"))
    assert unsent(claimed(waiting, "1"), "1") == waiting


def test_an_edit_that_failed_is_dropped_for_a_newer_one():
    waiting = state(message("1", kind=Kind.EDIT), message("2"), message("3", kind=Kind.EDIT))
    assert keys(unsent(claimed(waiting, "1"), "1").outbox) == ["2", "3"]


def test_an_answer_for_what_is_not_in_flight_changes_nothing():
    waiting = state(message("1"))
    assert unsent(waiting, "1") is waiting


def test_an_edit_holds_nothing_up_and_waits_for_all_else():
    waiting = state(message("1", kind=Kind.EDIT), message("2"), message("3", kind=Kind.CHANNEL, why=Why.ENDED))
    assert keys(sendable(waiting)) == ["2"]
    assert keys(sendable(claimed(waiting, "1"))) == ["2"]
    assert keys(sendable(sent(sent(waiting, "2"), "3"))) == ["1"]


def test_who_takes_over_gets_what_the_dead_one_left_unfinished():
    waiting = claimed(state(message("1"), message("2"), message("3", "b")), "1")
    assert keys(sendable(waiting, busy=())) == ["1", "3"]
    assert keys(sendable(waiting, busy={"1", "3"})) == []
