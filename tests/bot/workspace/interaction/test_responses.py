"""What is said through response URLs, with slack-sdk's own webhook client."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.workspace.clock import VirtualClock
from bot.workspace.control.control import Control
from bot.workspace.interaction.payloads import response_url
from bot.workspace.ledgers import Hook
from bot.workspace.model.apps import AppRegistration
from bot.workspace.server import LocalSlack
from tests.bot.workspace.kit import ALICE, ROOM, ROOM_ID


@pytest.fixture
def hook(slack: LocalSlack, app: AppRegistration) -> AsyncWebhookClient:
    return webhook(slack, app)


def webhook(slack: LocalSlack, app: AppRegistration, **more: Any) -> AsyncWebhookClient:
    issued = Hook(app.id, ROOM_ID, ALICE, slack.workspace.clock.now(), **more)
    return AsyncWebhookClient(response_url(slack.workspace, "actions", slack.workspace.hooks.issue(issued)))


async def test_a_response_is_private_unless_said_otherwise(hook: AsyncWebhookClient, control: Control) -> None:
    assert (await hook.send(text="for you")).body == "ok"
    await hook.send(text="for all", response_type="in_channel")
    assert [message["visible_to"] for message in control.transcript(ROOM)] == [ALICE, ""]


async def test_five_responses_and_no_more(hook: AsyncWebhookClient, control: Control) -> None:
    answers = [await hook.send(text=str(number)) for number in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert "used_url" in answers[-1].body
    assert len(control.transcript(ROOM)) == 5


async def test_no_response_after_half_an_hour(hook: AsyncWebhookClient, clock: VirtualClock) -> None:
    await clock.advance(1801)
    answer = await hook.send(text="late")
    assert (answer.status_code, "expired_url" in answer.body) == (404, True)


async def test_the_original_is_replaced_and_deleted(
    client: AsyncWebClient, slack: LocalSlack, app: AppRegistration, control: Control
) -> None:
    posted = await client.chat_postEphemeral(channel=ROOM_ID, user=ALICE, text="old")
    hook = webhook(slack, app, source_ts=posted["message_ts"])
    await hook.send(text="new", replace_original=True)
    assert [message["text"] for message in control.transcript(ROOM)] == ["new"]
    await hook.send(delete_original=True)
    assert control.transcript(ROOM) == []
    assert (await hook.send(delete_original=True)).status_code == 400


@pytest.mark.parametrize(
    ("body", "error"),
    [({"response_type": "in_channel"}, "no_text"), ({"text": "x", "blocks": [{"type": "nope"}]}, "invalid_blocks")],
)
async def test_responses_are_judged_like_messages(hook: AsyncWebhookClient, body: Any, error: str) -> None:
    answer = await hook.send_dict(body)
    assert (answer.status_code, error in answer.body) == (400, True)


async def test_an_invented_url_leads_nowhere(slack: LocalSlack) -> None:
    answer = await AsyncWebhookClient(response_url(slack.workspace, "commands", "0" * 24)).send(text="x")
    assert answer.status_code == 404
