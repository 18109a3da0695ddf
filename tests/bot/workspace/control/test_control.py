"""Driving the workspace in process."""

from __future__ import annotations

import asyncio

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace.control.control import Control
from bot.workspace.control.transcript import Query
from bot.workspace.errors import Misuse
from tests.bot.workspace.kit import ALICE, ROOM, ROOM_ID, actions, button, section


async def test_people_and_channels_go_by_many_names(control: Control) -> None:
    assert {control.workspace.user(name).id for name in ("alice", "@alice", "U_ALICE", ALICE, "Alice")} == {ALICE}
    assert {control.workspace.channel(name).id for name in (ROOM, ROOM[1:], ROOM_ID)} == {ROOM_ID}
    with pytest.raises(Misuse, match="there are alice, bob, carol"):
        control.workspace.user("mallory")
    with pytest.raises(Misuse, match="incident-staging"):
        control.workspace.channel("#nowhere")


async def test_waiting_ends_with_the_message_waited_for(control: Control, client: AsyncWebClient) -> None:
    waiting = asyncio.create_task(control.wait_for_message(ROOM, Query("BACKEND", user="medic")))
    await control.say("alice", ROOM, "the backend?")
    await client.chat_postMessage(channel=ROOM, text="x", blocks=[section("the *backend* is down")])
    assert (await waiting)["plain"] == "the *backend* is down"


async def test_waiting_in_vain_ends(control: Control) -> None:
    with pytest.raises(TimeoutError):
        await control.wait_for_message(ROOM, Query("never"), seconds=0.02)


async def test_a_transcript_is_in_order_and_per_person(control: Control, client: AsyncWebClient) -> None:
    await control.say("alice", ROOM, "one")
    await client.chat_postEphemeral(channel=ROOM_ID, user=ALICE, text="two")
    await client.chat_postMessage(channel=ROOM, text="three")
    assert [message["text"] for message in control.transcript(ROOM)] == ["one", "two", "three"]
    assert [message["text"] for message in control.transcript(ROOM, "bob")] == ["one", "three"]


async def test_the_newest_matching_button_is_pressed_unless_named(control: Control, client: AsyncWebClient) -> None:
    first = (await client.chat_postMessage(channel=ROOM, text="x", blocks=[actions(button())]))["ts"]
    assert (await control.click("alice", ROOM, "go", ts=first)).error == "dispatch_failed"
    with pytest.raises(Misuse, match=r"no message 1\.0"):
        await control.click("alice", ROOM, "go", ts="1.0")
    with pytest.raises(Misuse, match="nothing called 'stop'"):
        await control.click("alice", ROOM, "stop")


async def test_an_app_must_be_named_where_there_are_several(control: Control) -> None:
    with pytest.raises(Misuse, match="there is no app"):
        control.app()
