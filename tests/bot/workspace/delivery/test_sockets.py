"""Socket Mode, with slack-bolt's own handler at the other end."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace.clock import VirtualClock
from bot.workspace.control.control import Control
from bot.workspace.model.apps import AppRegistration
from bot.workspace.server import LocalSlack
from tests.bot.workspace import kit
from tests.bot.workspace.kit import ROOM


class Raw:
    """A socket in the hands of the test itself."""

    def __init__(self, slack: LocalSlack, app: AppRegistration, client: AsyncWebClient) -> None:
        self.slack, self.app, self.client = slack, app, client
        self.session = aiohttp.ClientSession()

    async def open(self, **options: Any) -> aiohttp.ClientWebSocketResponse:
        url: str = (await self.client.apps_connections_open(app_token=self.app.app_token))["url"]
        socket: aiohttp.ClientWebSocketResponse = await self.session.ws_connect(url, **options)
        return socket


@pytest.fixture
async def raw(slack: LocalSlack, app: AppRegistration, client: AsyncWebClient) -> Any:
    raw = Raw(slack, app, client)
    yield raw
    await raw.session.close()


async def test_hello_names_the_app_and_counts_connections(raw: Raw) -> None:
    first, second = await raw.open(), await raw.open()
    hellos = [json.loads((await socket.receive()).data) for socket in (first, second)]
    assert [hello["num_connections"] for hello in hellos] == [1, 2]
    assert hellos[0]["connection_info"]["app_id"] == raw.app.id


async def test_a_ticket_opens_one_socket(raw: Raw) -> None:
    url = (await raw.client.apps_connections_open(app_token=raw.app.app_token))["url"]
    await raw.session.ws_connect(url)
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await raw.session.ws_connect(url)


async def test_the_eleventh_socket_is_turned_away(raw: Raw) -> None:
    sockets = [await raw.open() for _ in range(11)]
    last = json.loads((await sockets[-1].receive()).data)
    assert (last["type"], last["reason"]) == ("disconnect", "too_many_websockets")
    assert len(raw.slack.courier.sockets.of(raw.app.id)) == 10


async def test_each_envelope_goes_to_exactly_one_socket(raw: Raw, control: Control) -> None:
    sockets = [await raw.open() for _ in range(3)]
    got: list[int] = []

    async def answer(number: int) -> None:
        async for message in sockets[number]:
            envelope = json.loads(message.data)
            if envelope["type"] == "slash_commands":
                got.append(number)
                await sockets[number].send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "ok"}})

    readers = [asyncio.create_task(answer(number)) for number in range(3)]
    for _ in range(6):
        assert (await control.slash("alice", ROOM, "/diagnose")).acknowledged
    assert sorted(got) == [0, 0, 1, 1, 2, 2]
    for socket in sockets:
        await socket.close()
    await asyncio.gather(*readers)


async def test_an_envelope_looks_like_slacks(raw: Raw, control: Control) -> None:
    socket = await raw.open()
    await socket.receive()
    typing = asyncio.create_task(control.slash("alice", ROOM, "/diagnose staging <now>"))
    envelope = json.loads((await socket.receive()).data)
    assert envelope["accepts_response_payload"] is True
    payload = envelope["payload"]
    assert (payload["command"], payload["text"]) == ("/diagnose", "staging &lt;now&gt;")
    assert {"trigger_id", "response_url", "user_id", "channel_id", "team_id", "api_app_id"} <= set(payload)
    await socket.send_json({"envelope_id": envelope["envelope_id"]})
    assert (await typing).messages == []


async def test_no_acknowledgement_in_three_seconds_is_told_to_the_user(
    raw: Raw, control: Control, clock: VirtualClock
) -> None:
    socket = await raw.open()
    await socket.receive()
    typing = asyncio.create_task(control.slash("alice", ROOM, "/diagnose"))
    await socket.receive()
    await clock.asleep()
    await clock.advance(2.9)
    assert not typing.done()
    await clock.advance(0.2)
    seen = await typing
    assert seen.error == "operation_timeout"
    assert seen.messages[0]["text"] == '/diagnose failed with the error "operation_timeout"'
    assert seen.messages[0]["visible_to"] == kit.ALICE


async def test_nobody_there_is_told_at_once(control: Control, app: AppRegistration) -> None:
    assert (await control.slash("alice", ROOM, "/diagnose")).error == "dispatch_failed"


async def test_bolt_follows_a_refresh_to_a_new_socket(slack: LocalSlack, app: AppRegistration, bolt: AsyncApp) -> None:
    bolt.command("/diagnose")(acknowledge)
    async with kit.over_sockets(slack, app, bolt):
        [old] = slack.courier.sockets.of(app.id)
        await slack.courier.sockets.disconnect(old)
        await asyncio.wait_for(replaced(slack, app, old.number), 5)
        assert (await slack.control.slash("alice", ROOM, "/diagnose")).acknowledged


async def test_bolt_comes_back_after_a_broken_connection(
    slack: LocalSlack, app: AppRegistration, bolt: AsyncApp
) -> None:
    bolt.command("/diagnose")(acknowledge)
    async with kit.over_sockets(slack, app, bolt, ping=0.3):
        [old] = slack.courier.sockets.of(app.id)
        slack.courier.sockets.drop(old)
        await asyncio.wait_for(replaced(slack, app, old.number), 5)
        assert (await slack.control.slash("alice", ROOM, "/diagnose")).acknowledged


async def test_a_deaf_socket_answers_pings_and_gets_nothing(
    slack: LocalSlack, app: AppRegistration, bolt: AsyncApp, clock: VirtualClock
) -> None:
    bolt.command("/diagnose")(acknowledge)
    async with kit.over_sockets(slack, app, bolt) as handler:
        [socket] = slack.courier.sockets.of(app.id)
        socket.deaf = True
        typing = asyncio.create_task(slack.control.slash("alice", ROOM, "/diagnose"))
        await clock.asleep()
        assert await handler.client.is_connected()
        await clock.advance(3.1)
        assert (await typing).error == "operation_timeout"


async def test_a_mute_socket_is_given_up_by_the_client(slack: LocalSlack, app: AppRegistration, bolt: AsyncApp) -> None:
    async with kit.over_sockets(slack, app, bolt, ping=0.3):
        [old] = slack.courier.sockets.of(app.id)
        old.mute = True
        await asyncio.wait_for(replaced(slack, app, old.number), 8)


async def test_a_socket_that_ignores_the_refresh_is_cut_off(raw: Raw, clock: VirtualClock) -> None:
    socket = await raw.open()
    await socket.receive()
    sockets = raw.slack.courier.sockets
    await sockets.disconnect(sockets.of(raw.app.id)[0])
    assert json.loads((await socket.receive()).data)["reason"] == "refresh_requested"
    await clock.asleep()
    closing = asyncio.create_task(clock.advance(10.1))
    assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
    await closing


async def acknowledge(ack: Any) -> None:
    await ack()


async def replaced(slack: LocalSlack, app: AppRegistration, old: int) -> None:
    while not any(socket.number != old for socket in slack.courier.sockets.of(app.id)):
        await slack.courier.sockets.changed()
