"""Driving the workspace over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace.control.control import Control
from bot.workspace.model.apps import AppRegistration
from bot.workspace.server import LocalSlack
from tests.bot.workspace import kit
from tests.bot.workspace.kit import ROOM, refusal


class Remote:
    """A script somewhere else."""

    def __init__(self, slack: LocalSlack, session: aiohttp.ClientSession) -> None:
        self.slack, self.session = slack, session

    async def __call__(self, verb: str, expect: int = 200, **arguments: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.slack.control_token}"}
        url = f"{self.slack.url}/control/{verb}"
        async with self.session.post(url, json=arguments, headers=headers) as response:
            assert response.status == expect
            body = await response.json()
            return body["result"] if body["ok"] else body["error"]


@pytest.fixture
async def remote(slack: LocalSlack) -> AsyncIterator[Remote]:
    async with aiohttp.ClientSession() as session:
        yield Remote(slack, session)


async def test_the_token_is_wanted(slack: LocalSlack, remote: Remote) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        async with remote.session.post(f"{slack.url}/control/workspace", json={}, headers=headers) as response:
            assert response.status == 401


async def test_a_conversation_over_http(remote: Remote, client: AsyncWebClient) -> None:
    await remote("say", user="alice", channel=ROOM, text="hello")
    seen = await remote("slash", user="alice", channel=ROOM, line="/diagnose")
    assert (seen["acknowledged"], seen["error"]) == (False, "dispatch_failed")
    waiting = asyncio.create_task(remote("wait", channel=ROOM, contains="posted", user="medic"))
    await client.chat_postMessage(channel=ROOM, text="posted")
    assert (await waiting)["text"] == "posted"
    assert len(await remote("transcript", channel=ROOM, user="bob")) == 2


async def test_mistakes_are_explained(remote: Remote) -> None:
    assert "unknown verb; there are: add_channel" in await remote("dance", expect=404)
    assert "missing argument 'channel'" in await remote("transcript", expect=400)
    assert "there is no channel" in await remote("transcript", expect=400, channel="#nowhere")
    assert "in time" in await remote("wait", expect=504, channel=ROOM, contains="x", seconds=0.01)
    assert "wrong argument" in await remote("fault", expect=400, trouble="plague")


async def test_the_workspace_is_changed(remote: Remote, control: Control, app: AppRegistration) -> None:
    dave = await remote("add_user", name="dave", real_name="Dave Dole")
    channel = await remote("add_channel", name="war-room", members=["alice"], private=True)
    await remote("invite", channel="war-room", user="dave", inviter="alice")
    await remote("set_group", handle="platform-oncall", members=["dave"])
    overview = await remote("workspace", user="dave")
    assert channel in {entry["id"] for entry in overview["channels"]}
    assert overview["groups"][0]["members"] == [dave]
    assert [command["command"] for command in overview["commands"]] == ["/diagnose", "/repair"]
    assert channel not in {entry["id"] for entry in (await remote("workspace", user="bob"))["channels"]}
    await remote("archive", channel="war-room")
    assert control.workspace.channel("war-room").archived


async def test_bad_luck_is_ordered(remote: Remote, client: AsyncWebClient) -> None:
    await remote("fault", method="auth.test", trouble="ratelimited", retry_after=3)
    assert (await refusal(client.auth_test())).headers["Retry-After"] == "3"
    await remote("fault", trouble="error", error="fatal_error", times=9)
    await remote("clear_faults")
    await client.auth_test()


async def test_sockets_are_treated(remote: Remote, slack: LocalSlack, app: AppRegistration) -> None:
    async with kit.over_sockets(slack, app, kit.bolt_of(slack, app)):
        [listed] = await remote("sockets")
        [deaf] = await remote("sockets", do="deafen", number=listed["number"])
        assert (listed["deaf"], deaf["deaf"]) == (False, True)
        [healed] = await remote("sockets", do="heal")
        assert not healed["deaf"]
        assert "unknown treatment" in await remote("sockets", expect=400, do="tickle")
