"""Live updates say what changed, to whom it concerns, and end with the server."""

from __future__ import annotations

import asyncio
import json

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace.control.control import Control
from bot.workspace.server import LocalSlack
from tests.bot.workspace.kit import ALICE, BOB, ROOM, ROOM_ID


async def changes(stream: aiohttp.ClientResponse) -> list[dict[str, str]]:
    while True:
        line = await asyncio.wait_for(stream.content.readline(), 5)
        if line.startswith(b"data: ") and line.strip() != b"data: []":
            found: list[dict[str, str]] = json.loads(line[6:])
            return found


async def test_everyone_is_told_and_ephemerals_only_to_their_reader(
    slack: LocalSlack, client: AsyncWebClient, control: Control
) -> None:
    bearer = {"Authorization": f"Bearer {slack.control_token}"}
    async with aiohttp.ClientSession(headers=bearer) as session:
        alice = await session.get(f"{slack.url}/control/events?user={ALICE}")
        bob = await session.get(f"{slack.url}/control/events?user={BOB}")
        await client.chat_postEphemeral(channel=ROOM_ID, user=ALICE, text="x")
        assert await changes(alice) == [{"kind": "message", "channel": ROOM_ID}]
        control.admin.add_user("dave")
        assert await changes(bob) == [{"kind": "people", "channel": ""}]
        await control.say("alice", ROOM, "x")
        assert await changes(bob) == [{"kind": "message", "channel": ROOM_ID}]
        await slack.stop()
        while await asyncio.wait_for(bob.content.readline(), 5):
            pass


async def test_the_token_is_wanted(slack: LocalSlack) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{slack.url}/control/events") as response:
        assert response.status == 401
