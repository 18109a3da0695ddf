"""Typing commands."""

from __future__ import annotations

from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp

from bot.workspace.control.control import Control
from bot.workspace.errors import Misuse
from bot.workspace.model.apps import AppRegistration
from bot.workspace.server import LocalSlack
from tests.bot.workspace import kit
from tests.bot.workspace.kit import ROOM


async def test_an_unknown_command_is_answered_privately(control: Control, app: AppRegistration) -> None:
    seen = await control.slash("alice", ROOM, "/nonsense now")
    [message] = seen.messages
    assert seen.error == "not_a_command"
    assert "`/nonsense` is not a valid command" in message["text"]
    assert (message["visible_to"], message["notice"]) == (kit.ALICE, True)


@pytest.mark.parametrize(("kind", "private"), [("ephemeral", True), ("in_channel", False)])
async def test_an_acknowledgement_may_carry_an_answer(
    slack: LocalSlack, app: AppRegistration, bolt: AsyncApp, kind: str, private: bool
) -> None:
    @bolt.command("/diagnose")
    async def _(ack: Any) -> None:
        await ack("answer", response_type=kind)

    async with kit.over_sockets(slack, app, bolt):
        [message] = (await slack.control.slash("alice", ROOM, "/diagnose")).messages
    assert message["text"] == "answer"
    assert bool(message["visible_to"]) is private


async def test_an_invalid_answer_is_an_error_the_user_sees(
    slack: LocalSlack, app: AppRegistration, bolt: AsyncApp
) -> None:
    @bolt.command("/diagnose")
    async def _(ack: Any) -> None:
        await ack(text="x", blocks=[{"type": "nope"}])

    async with kit.over_sockets(slack, app, bolt):
        seen = await slack.control.slash("alice", ROOM, "/diagnose")
    assert seen.error == "invalid_blocks"


async def test_of_two_apps_the_one_installed_last_has_the_command(slack: LocalSlack, app: AppRegistration) -> None:
    other = slack.install(kit.manifest(name="Other"), join=[ROOM])
    bolt = kit.bolt_of(slack, other)

    @bolt.command("/diagnose")
    async def _(ack: Any) -> None:
        await ack("other")

    async with kit.over_sockets(slack, other, bolt):
        [message] = (await slack.control.slash("alice", ROOM, "/diagnose")).messages
    assert message["text"] == "other"


async def test_nobody_types_where_they_cannot(control: Control, app: AppRegistration) -> None:
    control.admin.archive("general")
    with pytest.raises(Misuse, match="archived"):
        await control.slash("alice", "#general", "/diagnose")
    control.admin.add_user("dave")
    with pytest.raises(Misuse, match="dave is not in"):
        await control.slash("dave", ROOM, "/diagnose")


async def test_a_command_in_a_thread_is_not_supported(control: Control, app: AppRegistration) -> None:
    root = (await control.say("alice", ROOM, "root"))["ts"]
    await control.say("alice", ROOM, "/diagnose", root)
    assert "not supported in threads" in control.transcript(ROOM, "alice")[-1]["text"]
