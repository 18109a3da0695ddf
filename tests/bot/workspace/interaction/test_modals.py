"""Filling in, submitting and closing modals, with slack-bolt at the other end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace.clock import VirtualClock
from bot.workspace.control.control import Control
from bot.workspace.errors import Misuse
from bot.workspace.interaction.modals import TROUBLE
from bot.workspace.json_types import Json
from bot.workspace.model.apps import AppRegistration
from bot.workspace.server import LocalSlack
from tests.bot.workspace import kit
from tests.bot.workspace.kit import ALICE, modal, section, text_input


class Form:
    """A modal whose submission is answered with whatever the test puts into `answer`."""

    def __init__(self) -> None:
        self.answer: Json = {}
        self.bodies: list[Any] = []

    async def submitted(self, ack: Any, body: Any) -> None:
        self.bodies.append(body)
        await ack(**self.answer)

    async def closed(self, ack: Any, body: Any) -> None:
        self.bodies.append(body)
        await ack()


@pytest.fixture
async def form(slack: LocalSlack, app: AppRegistration, bolt: AsyncApp, client: AsyncWebClient) -> AsyncIterator[Form]:
    form = Form()
    bolt.view("form")(form.submitted)
    bolt.view_closed("form")(form.closed)
    view = modal(text_input(), text_input("more", "more", optional=True), callback_id="form", notify_on_close=True)
    async with kit.over_sockets(slack, app, bolt):
        await client.views_open(trigger_id=slack.workspace.triggers.issue(app.id, ALICE), view=view)
        yield form


async def test_what_was_typed_is_submitted(form: Form, control: Control) -> None:
    seen = await control.submit("alice", {"text": "because"})
    assert (seen.acknowledged, seen.view) == (True, None)
    values = form.bodies[0]["view"]["state"]["values"]
    assert values["why"]["text"] == {"type": "plain_text_input", "value": "because"}
    assert values["more"]["more"]["value"] is None


async def test_a_required_field_is_asked_for_before_anything_is_sent(form: Form, control: Control) -> None:
    seen = await control.submit("alice", {})
    assert seen.error == "invalid_input"
    assert seen.view is not None
    assert seen.view["errors"] == {"why": "Please complete this required field."}
    assert form.bodies == []


async def test_errors_are_shown_beside_the_inputs(form: Form, control: Control) -> None:
    form.answer = {"response_action": "errors", "errors": {"why": "too short"}}
    seen = await control.submit("alice", {"why": "x"})
    assert seen.view is not None
    assert (seen.error, seen.view["errors"], seen.view["trouble"]) == ("view_errors", {"why": "too short"}, "")


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "dance"},
    ],
    ids=["unknown block", "invalid view", "unknown action"],
)
async def test_an_answer_slack_cannot_use_shows_as_trouble(form: Form, control: Control, answer: Json) -> None:
    form.answer = answer if answer["response_action"] != "dance" else {"text": answer}
    seen = await control.submit("alice", {"why": "x"})
    assert seen.error
    assert seen.view is not None
    assert seen.view["trouble"] == TROUBLE


async def test_update_push_and_clear(form: Form, control: Control) -> None:
    form.answer = {"response_action": "update", "view": modal(section("two"), callback_id="form")}
    second = (await control.submit("alice", {"why": "x"})).view
    form.answer = {"response_action": "push", "view": modal(section("three"), callback_id="form")}
    third = (await control.submit("alice")).view
    assert second is not None
    assert third is not None
    assert third["previous_view_id"] == second["id"]
    form.answer = {"response_action": "clear"}
    assert (await control.submit("alice")).view is None


async def test_without_an_answer_the_modal_below_comes_back(form: Form, control: Control) -> None:
    form.answer = {"response_action": "push", "view": modal(section("over"), callback_id="form")}
    await control.submit("alice", {"why": "x"})
    form.answer = {}
    below = (await control.submit("alice")).view
    assert below is not None
    assert below["state"]["values"]["why"]["text"]["value"] == "x"


async def test_closing_is_told_to_those_who_asked(form: Form, control: Control) -> None:
    assert (await control.close("alice")).view is None
    assert (form.bodies[0]["type"], form.bodies[0]["is_cleared"]) == ("view_closed", False)
    with pytest.raises(Misuse, match="no modal open"):
        await control.close("alice")


async def test_no_acknowledgement_leaves_the_modal_with_trouble(
    form: Form, control: Control, slack: LocalSlack, app: AppRegistration, clock: VirtualClock
) -> None:
    slack.courier.sockets.of(app.id)[0].deaf = True
    submitting = asyncio.create_task(control.submit("alice", {"why": "x"}))
    seen = await kit.run_out(clock, submitting)
    assert seen.error == "operation_timeout"
    assert seen.view is not None
    assert seen.view["trouble"] == TROUBLE


async def test_an_unknown_input_is_the_testers_mistake(form: Form, control: Control) -> None:
    with pytest.raises(Misuse, match="no input colour"):
        await control.submit("alice", {"colour": "red"})
