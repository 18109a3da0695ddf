"""Who is told what, and how often."""

from __future__ import annotations

import asyncio
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.workspace.clock import VirtualClock
from bot.workspace.model.apps import AppRegistration
from bot.workspace.server import LocalSlack
from tests.bot.workspace import kit
from tests.bot.workspace.kit import ROOM


async def test_the_same_envelope_can_arrive_twice(slack: LocalSlack, app: AppRegistration, bolt: AsyncApp) -> None:
    seen: list[str] = []
    both = asyncio.Event()

    @bolt.command("/diagnose")
    async def _(ack: Any, body: Any) -> None:
        await ack()
        seen.append(body["trigger_id"])
        if len(seen) == 2:
            both.set()

    async with kit.over_sockets(slack, app, bolt):
        slack.courier.repeat_next(2)
        assert (await slack.control.slash("alice", ROOM, "/diagnose")).acknowledged
        await asyncio.wait_for(both.wait(), 5)
    assert seen[0] == seen[1]


async def test_events_reach_only_members_and_subscribers(
    slack: LocalSlack, app: AppRegistration, bolt: AsyncApp
) -> None:
    got: asyncio.Queue[Any] = asyncio.Queue()

    @bolt.event("message")
    async def _(event: Any) -> None:
        await got.put(event)

    @bolt.event("member_joined_channel")
    async def _(event: Any) -> None:
        await got.put(event)

    async with kit.over_sockets(slack, app, bolt):
        await slack.control.say("alice", "#general", "not for you")
        await slack.control.say("alice", ROOM, "for you")
        event = await asyncio.wait_for(got.get(), 5)
        assert (event["text"], event["channel_type"]) == ("for you", "channel")
        slack.control.admin.delete_message(ROOM, event["ts"])
        assert (await asyncio.wait_for(got.get(), 5))["subtype"] == "message_deleted"
        slack.control.admin.add_user("dave")
        slack.control.admin.invite(ROOM, "dave", inviter="alice")
        joined = await asyncio.wait_for(got.get(), 5)
        assert (joined["type"], joined["inviter"]) == ("member_joined_channel", kit.ALICE)
        await slack.courier.settled()
    assert got.empty()


async def test_an_event_nobody_acknowledges_is_sent_again(
    slack: LocalSlack, app: AppRegistration, bolt: AsyncApp, clock: VirtualClock
) -> None:
    heard: asyncio.Queue[Any] = asyncio.Queue()

    @bolt.event("message")
    async def _(body: Any) -> None:
        await heard.put(body["event_id"])

    async with kit.over_sockets(slack, app, bolt):
        [socket] = slack.courier.sockets.of(app.id)
        socket.deaf = True
        await slack.control.say("alice", ROOM, "hello")
        await clock.asleep()
        socket.deaf = False
        await clock.advance(3.1)
        assert (await asyncio.wait_for(heard.get(), 5)).startswith("Ev")
        await slack.courier.settled()
