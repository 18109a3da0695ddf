"""Clicking and choosing."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace.clock import VirtualClock
from bot.workspace.errors import Misuse
from bot.workspace.model.apps import AppRegistration
from bot.workspace.server import LocalSlack
from tests.bot.workspace import kit
from tests.bot.workspace.kit import ROOM, ROOM_ID, actions, button, modal, plain, section

MENU = {
    "type": "static_select",
    "action_id": "menu",
    "placeholder": plain("Pick"),
    "options": [{"text": plain("One"), "value": "1"}, {"text": plain("Two"), "value": "2"}],
}


@pytest.fixture
def bodies(bolt: AsyncApp) -> list[Any]:
    """Every block_actions body bolt is given."""
    kept: list[Any] = []

    @bolt.action({"type": "block_actions", "action_id": "go"})
    @bolt.action({"type": "block_actions", "action_id": "menu"})
    async def _(ack: Any, body: Any) -> None:
        await ack()
        kept.append(body)

    return kept


async def test_a_click_tells_everything_about_its_message(
    slack: LocalSlack, app: AppRegistration, bolt: AsyncApp, client: AsyncWebClient, bodies: list[Any]
) -> None:
    root = (await client.chat_postMessage(channel=ROOM, text="root"))["ts"]
    metadata = {"event_type": "t", "event_payload": {"run": "1"}}
    posted = await client.chat_postMessage(
        channel=ROOM, thread_ts=root, text="x", blocks=[actions(button(value="v", style="primary"))], metadata=metadata
    )
    async with kit.over_sockets(slack, app, bolt):
        assert (await slack.control.click("alice", ROOM, "Go", ts=posted["ts"])).acknowledged
    [body] = bodies
    assert body["actions"][0]["value"] == "v"
    assert body["container"] == {
        "type": "message", "message_ts": posted["ts"], "channel_id": ROOM_ID, "is_ephemeral": False, "thread_ts": root,
    }  # fmt: skip
    assert (body["user"]["id"], body["message"]["metadata"], body["channel"]["name"]) == (kit.ALICE, metadata, ROOM[1:])


async def test_of_an_ephemeral_the_app_is_not_told_the_content(
    slack: LocalSlack, app: AppRegistration, bolt: AsyncApp, client: AsyncWebClient, bodies: list[Any]
) -> None:
    await client.chat_postEphemeral(channel=ROOM_ID, user=kit.ALICE, text="x", blocks=[actions(button())])
    async with kit.over_sockets(slack, app, bolt):
        await slack.control.click("alice", ROOM, "go")
        with pytest.raises(Misuse, match="bob sees nothing called 'go'"):
            await slack.control.click("bob", ROOM, "go")
    [body] = bodies
    assert "message" not in body
    assert body["container"]["is_ephemeral"]


async def test_a_choice_is_kept_in_the_state(
    slack: LocalSlack, app: AppRegistration, bolt: AsyncApp, client: AsyncWebClient, bodies: list[Any]
) -> None:
    await client.chat_postMessage(channel=ROOM, text="x", blocks=[{**actions(MENU, button()), "block_id": "b"}])
    async with kit.over_sockets(slack, app, bolt):
        await slack.control.click("alice", ROOM, "menu", value="Two")
        await slack.control.click("alice", ROOM, "go")
        with pytest.raises(Misuse, match="'3' is not offered"):
            await slack.control.click("alice", ROOM, "menu", value="3")
    assert bodies[0]["actions"][0]["selected_option"]["value"] == "2"
    assert bodies[1]["state"]["values"]["b"]["menu"]["selected_option"]["value"] == "2"


async def test_buttons_that_share_an_id_are_told_apart_by_value(
    slack: LocalSlack, app: AppRegistration, bolt: AsyncApp, client: AsyncWebClient, bodies: list[Any]
) -> None:
    rows = [{**section(name), "accessory": button(value=name)} for name in ("one", "two")]
    await client.chat_postMessage(channel=ROOM, text="x", blocks=rows)
    async with kit.over_sockets(slack, app, bolt):
        await slack.control.click("alice", ROOM, "go", value="two")
    assert bodies[0]["actions"][0]["value"] == "two"


async def test_a_click_nobody_acknowledges_is_an_error(
    slack: LocalSlack, app: AppRegistration, bolt: AsyncApp, client: AsyncWebClient, clock: VirtualClock
) -> None:
    await client.chat_postMessage(channel=ROOM, text="x", blocks=[actions(button("other"))])
    async with kit.over_sockets(slack, app, bolt):
        slack.courier.sockets.of(app.id)[0].deaf = True
        clicking = asyncio.create_task(slack.control.click("alice", ROOM, "other"))
        assert (await kit.run_out(clock, clicking)).error == "operation_timeout"


async def test_buttons_in_homes_and_modals(
    slack: LocalSlack, app: AppRegistration, bolt: AsyncApp, client: AsyncWebClient, bodies: list[Any]
) -> None:
    await client.views_publish(user_id=kit.ALICE, view={"type": "home", "blocks": [actions(button())]})
    trigger = slack.workspace.triggers.issue(app.id, kit.ALICE)
    await client.views_open(trigger_id=trigger, view=modal(actions(button())))
    async with kit.over_sockets(slack, app, bolt):
        assert (await slack.control.click_in_view("alice", "go", app="Medic")).acknowledged
        assert (await slack.control.click_in_view("alice", "go")).acknowledged
    assert [body["view"]["type"] for body in bodies] == ["home", "modal"]
    assert "response_url" not in bodies[0]


async def test_without_interactivity_a_button_is_dead(slack: LocalSlack) -> None:
    body = kit.manifest()
    body["settings"]["interactivity"] = {"is_enabled": False}
    client = kit.client_of(slack, slack.install(body, join=[ROOM]))
    await client.chat_postMessage(channel=ROOM, text="x", blocks=[actions(button())])
    assert (await slack.control.click("alice", ROOM, "go")).error == "app_missing_action_url"
