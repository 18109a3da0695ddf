"""Trigger ids, response URLs and tickets are used up and grow old."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.workspace.clock import VirtualClock
from bot.workspace.errors import SlackError
from bot.workspace.ledgers import Hooks, Tickets, Triggers
from bot.workspace.limits import Limits


def refused(work: Callable[[], object]) -> str:
    with pytest.raises(SlackError) as error:
        work()
    return error.value.error


async def test_a_trigger_works_once_and_for_its_app_alone() -> None:
    triggers = Triggers(VirtualClock(), Limits())
    key = triggers.issue("A1", "U1")
    assert refused(lambda: triggers.redeem("A2", key)) == "invalid_trigger_id"
    assert triggers.redeem("A1", key).user == "U1"
    assert refused(lambda: triggers.redeem("A1", key)) == "exchanged_trigger_id"
    assert refused(lambda: triggers.redeem("A1", "1.2.3")) == "invalid_trigger_id"


async def test_a_trigger_lives_three_seconds() -> None:
    clock = VirtualClock()
    triggers = Triggers(clock, Limits())
    young, old = triggers.issue("A1", "U1"), triggers.issue("A1", "U1")
    await clock.advance(2.9)
    triggers.redeem("A1", young)
    await clock.advance(0.2)
    assert refused(lambda: triggers.redeem("A1", old)) == "expired_trigger_id"


async def test_a_response_url_works_five_times() -> None:
    hooks = Hooks(VirtualClock(), Limits())
    key = hooks.issue(hooks.new("A1", "C1", "U1"))
    for _ in range(5):
        hooks.redeem(key)
    assert refused(lambda: hooks.redeem(key)) == "used_url"
    assert refused(lambda: hooks.redeem("invented")) == "no_such_url"


async def test_a_response_url_lives_half_an_hour() -> None:
    clock = VirtualClock()
    hooks = Hooks(clock, Limits())
    key = hooks.issue(hooks.new("A1", "C1", "U1"))
    await clock.advance(1799)
    hooks.redeem(key)
    await clock.advance(2)
    assert refused(lambda: hooks.redeem(key)) == "expired_url"


async def test_a_ticket_opens_one_socket_soon() -> None:
    clock = VirtualClock()
    tickets = Tickets(clock, Limits())
    first, second = tickets.issue("A1"), tickets.issue("A1")
    assert tickets.redeem(first) == "A1"
    assert tickets.redeem(first) is None
    await clock.advance(31)
    assert tickets.redeem(second) is None
