"""Shortcuts and homes."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp

from bot.workspace.errors import Misuse
from bot.workspace.model.apps import AppRegistration
from bot.workspace.server import LocalSlack
from tests.bot.workspace import kit
from tests.bot.workspace.kit import ROOM, modal, section


async def test_shortcuts_open_modals(slack: LocalSlack, app: AppRegistration, bolt: AsyncApp) -> None:
    @bolt.shortcut("start")
    async def _(ack: Any, body: Any, client: Any) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal(section("started")))
        await ack()

    async with kit.over_sockets(slack, app, bolt):
        seen = await slack.control.shortcut("alice", "start")
    assert seen.view is not None
    with pytest.raises(Misuse, match="no global shortcut 'explain'"):
        await slack.control.shortcut("alice", "explain")


async def test_a_message_shortcut_carries_the_message(slack: LocalSlack, app: AppRegistration, bolt: AsyncApp) -> None:
    bodies: list[Any] = []

    @bolt.message_shortcut("explain")
    async def _(ack: Any, body: Any) -> None:
        bodies.append(body)
        await ack()

    said = await slack.control.say("bob", ROOM, "Traceback!")
    async with kit.over_sockets(slack, app, bolt):
        assert (await slack.control.message_shortcut("alice", ROOM, said["ts"], "explain")).acknowledged
    assert (bodies[0]["message"]["text"], bodies[0]["message_ts"]) == ("Traceback!", said["ts"])


async def test_a_home_is_published_when_it_is_opened(slack: LocalSlack, app: AppRegistration, bolt: AsyncApp) -> None:
    @bolt.event("app_home_opened")
    async def _(event: Any, client: Any) -> None:
        text = "again" if "view" in event else "first"
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [section(text)]})

    def words() -> str:
        home = slack.control.home("alice")
        return home["blocks"][0]["text"]["text"] if home else ""

    async with kit.over_sockets(slack, app, bolt):
        slack.control.open_home("alice")
        await slack.control.wait_for(lambda: words() == "first")
        slack.control.open_home("alice")
        await slack.control.wait_for(lambda: words() == "again")
        await asyncio.wait_for(slack.courier.settled(), 5)
