"""Trouble to order, before and after a call has taken effect."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace.api.faults import Fault, Trouble
from bot.workspace.control.control import Control
from bot.workspace.errors import Misuse
from bot.workspace.server import LocalSlack
from tests.bot.workspace.kit import ROOM, refusal


async def test_a_429_storm(client: AsyncWebClient, control: Control) -> None:
    control.faults.order(Fault("chat.postMessage", Trouble.RATE_LIMITED, times=3, retry_after=7))
    for _ in range(3):
        response = await refusal(client.chat_postMessage(channel=ROOM, text="x"))
        assert (response.status_code, response.headers["Retry-After"]) == (429, "7")
    await client.chat_postMessage(channel=ROOM, text="x")
    assert len(control.transcript(ROOM)) == 1


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_a_server_error_says_nothing_about_the_effect(
    client: AsyncWebClient, control: Control, after: bool
) -> None:
    control.faults.order(Fault("*", Trouble.SERVER_ERROR, status=503, after=after))
    assert (await refusal(client.chat_postMessage(channel=ROOM, text="x"))).status_code == 503
    assert len(control.transcript(ROOM)) == int(after)


async def test_an_error_by_name(client: AsyncWebClient, control: Control) -> None:
    control.faults.order(Fault("auth.test", Trouble.ERROR, error="fatal_error"))
    await client.api_test()
    assert (await refusal(client.auth_test()))["error"] == "fatal_error"


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_a_connection_breaks(slack: LocalSlack, client: AsyncWebClient, control: Control, after: bool) -> None:
    client.retry_handlers.clear()
    control.faults.order(Fault("chat.postMessage", Trouble.DROP, after=after))
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=ROOM, text="x")
    assert len(control.transcript(ROOM)) == int(after)


async def test_no_answer_until_the_fault_is_lifted(client: AsyncWebClient, control: Control) -> None:
    client.retry_handlers.clear()
    control.faults.order(Fault("chat.postMessage", Trouble.TIMEOUT, after=True))
    call = asyncio.create_task(client.chat_postMessage(channel=ROOM, text="x"))
    await control.wait_for(lambda: control.transcript(ROOM))
    assert not call.done()
    control.faults.clear()
    with pytest.raises(aiohttp.ClientError):
        await call


def test_a_fault_strikes_at_least_once(control: Control) -> None:
    with pytest.raises(Misuse):
        control.faults.order(Fault("*", Trouble.DROP, times=0))
