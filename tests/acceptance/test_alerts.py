"""The bot watches by itself: what breaks is told once, by its cause, and ended once."""

import asyncio
import re
import time

import pytest

from bot.incidents.events import Results
from bot.incidents.model import Result
from bot.local.world import CHANNEL
from bot.stack import parse_stack
from handlers.core.ports import Health

pytestmark = pytest.mark.asyncio(loop_scope="session")

QUICK = (
    "    schedule: [{check: diagnose, every: 1s, fail_after: 2, recover_after: 1}]\n"
    "    alerts: {confirm_after: 300ms, gather: 500ms, settle: 300ms, settle_again: 300ms, edit_every: 500ms}\n\n"
)


def watched(demo, section=QUICK):
    """The demo's stack file with another schedule."""
    text = re.sub(r"    schedule:\n(      - .*\n)+\n", section, demo.stack_yaml())
    assert section in text
    return parse_stack(text.encode(), demo.variables)


def alerts(conversation):
    """What the channel sees of the watch: roots, and replies that are shown there as well."""
    shown = [one for one in conversation.slack.control.transcript(CHANNEL) if not one["visible_to"]]
    return [one for one in shown if not one["is_reply"] or one["broadcast"]]


async def until_said(conversation, words, seconds=20.0):
    control = conversation.slack.control
    return await control.wait_for(
        lambda: next((one for one in control.transcript(CHANNEL) if words in one["plain"]), None), seconds
    )


async def until_ended(conversation):
    """Wait until the root shows the end; the entry of the message that tells of it."""
    end = await until_said(conversation, "Ended after")
    await until_said(conversation, "*Ended:")
    return end


async def test_a_broken_database_is_one_alert_within_15_seconds_and_ends_in_its_thread(converse, demo):
    async with converse(stack=watched(demo), scheduled=True) as conversation:
        broken = time.monotonic()
        await demo.inject("postgres-down")
        root = await until_said(conversation, "`postgres` in `staging`")
        assert time.monotonic() - broken < 15
        await until_said(conversation, "auth")
        await conversation.clicks("Acknowledge")
        answer = await until_said(conversation, "is taking care of this")
        await demo.lift("postgres-down")
        end = await until_ended(conversation)
        assert answer["thread_ts"] == end["thread_ts"] == root["ts"]
        assert [one["ts"] for one in alerts(conversation)] == [root["ts"], end["ts"]]
        shown = alerts(conversation)[0]
        assert "postgres" in shown["text"].lower()


def results(failing, ok):
    seen = [Result(name, Health.FAILING, f"{name} refuses connections") for name in failing.split()]
    return Results((*seen, *(Result(name, Health.OK) for name in ok.split())))


async def test_six_flaps_are_at_most_two_messages(converse, demo):
    section = QUICK.replace("settle: 300ms", "settle: 1s").replace("settle_again: 300ms", "settle_again: 1s")
    async with converse(stack=watched(demo, section)) as conversation:
        watch = conversation.bot.watch
        for _ in range(6):
            for health in ("redis", ""):
                for _ in range(2):  # fails after two in a row
                    await watch.happen("staging", results(health, "postgres auth" + ("" if health else " redis")))
                await asyncio.sleep(0.1)
        await until_said(conversation, "`redis` in `staging`")
        for _ in range(25):  # until it no longer flaps
            await watch.happen("staging", results("", "redis"))
        await until_ended(conversation)
        assert len(alerts(conversation)) <= 2


async def test_a_symptom_that_outlives_its_cause_goes_on_in_the_same_thread(converse, demo):
    async with converse(stack=watched(demo)) as conversation:
        watch = conversation.bot.watch
        for _ in range(2):
            await watch.happen("staging", results("postgres auth", "redis backend gateway"))
        root = await until_said(conversation, "`postgres` in `staging`")
        await watch.happen("staging", results("auth", "postgres redis backend gateway"))
        change = await until_said(conversation, "the cause is now")
        await watch.happen("staging", results("", "auth"))
        end = await until_ended(conversation)
        assert change["thread_ts"] == end["thread_ts"] == root["ts"]
        assert [one["ts"] for one in alerts(conversation)] == [root["ts"], change["ts"], end["ts"]]
