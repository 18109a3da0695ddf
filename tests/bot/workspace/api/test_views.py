"""views.*: triggers, stacks, hashes."""

from __future__ import annotations

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace.clock import VirtualClock
from bot.workspace.control.control import Control
from bot.workspace.model.apps import AppRegistration
from bot.workspace.server import LocalSlack
from tests.bot.workspace.kit import ALICE, modal, plain, refusal, section, text_input


@pytest.fixture
def trigger(slack: LocalSlack, app: AppRegistration) -> str:
    return slack.workspace.triggers.issue(app.id, ALICE)


async def test_a_trigger_opens_one_modal(client: AsyncWebClient, control: Control, trigger: str) -> None:
    opened = await client.views_open(trigger_id=trigger, view=modal(section("hello"), callback_id="c"))
    shown = control.modal("alice")
    assert shown is not None
    assert (shown["id"], shown["callback_id"], shown["root_view_id"]) == (opened["view"]["id"], "c", shown["id"])
    body = await refusal(client.views_open(trigger_id=trigger, view=modal()))
    assert body["error"] == "exchanged_trigger_id"


async def test_a_trigger_expires_and_cannot_be_invented(
    client: AsyncWebClient, clock: VirtualClock, trigger: str
) -> None:
    assert (await refusal(client.views_open(trigger_id="1.2.a", view=modal())))["error"] == "invalid_trigger_id"
    assert (await refusal(client.views_open(trigger_id="", view=modal())))["error"] == "invalid_arguments"
    await clock.advance(3.5)
    assert (await refusal(client.views_open(trigger_id=trigger, view=modal())))["error"] == "expired_trigger_id"


async def test_a_faulty_view_does_not_use_the_trigger_up(client: AsyncWebClient, trigger: str) -> None:
    body = await refusal(client.views_open(trigger_id=trigger, view=modal(title=plain("x" * 25))))
    assert body["error"] == "invalid_arguments"
    assert "[json-pointer:/view/title/text]" in body["response_metadata"]["messages"][-1]
    await client.views_open(trigger_id=trigger, view=modal())


async def test_modals_are_stacked_three_deep(
    client: AsyncWebClient, slack: LocalSlack, app: AppRegistration, trigger: str
) -> None:
    def inside() -> str:
        return slack.workspace.triggers.issue(app.id, ALICE, in_view=True)

    first = (await client.views_open(trigger_id=trigger, view=modal()))["view"]
    second = (await client.views_push(trigger_id=inside(), view=modal()))["view"]
    assert (second["previous_view_id"], second["root_view_id"]) == (first["id"], first["id"])
    await client.views_push(trigger_id=inside(), view=modal())
    assert (await refusal(client.views_push(trigger_id=inside(), view=modal())))["error"] == "push_limit_reached"
    outside = slack.workspace.triggers.issue(app.id, ALICE)
    assert (await refusal(client.views_push(trigger_id=outside, view=modal())))["error"] == "invalid_trigger_id"


async def test_an_update_wants_the_current_hash(client: AsyncWebClient, control: Control, trigger: str) -> None:
    view = (await client.views_open(trigger_id=trigger, view=modal(text_input(), external_id="mine")))["view"]
    changed = await client.views_update(view_id=view["id"], hash=view["hash"], view=modal(section("new")))
    assert changed["view"]["blocks"][0]["text"]["text"] == "new"
    stale = client.views_update(view_id=view["id"], hash=view["hash"], view=modal())
    assert (await refusal(stale))["error"] == "hash_conflict"
    assert (await refusal(client.views_update(view_id="V0NONE", view=modal())))["error"] == "not_found"


async def test_a_view_is_found_by_the_apps_own_id(client: AsyncWebClient, trigger: str) -> None:
    await client.views_open(trigger_id=trigger, view=modal(external_id="mine"))
    found = await client.views_update(external_id="mine", view=modal(external_id="mine", callback_id="d"))
    assert found["view"]["callback_id"] == "d"


async def test_a_home_is_published_and_replaced(client: AsyncWebClient, control: Control) -> None:
    home = {"type": "home", "blocks": [section("one")]}
    first = (await client.views_publish(user_id=ALICE, view=home))["view"]
    second = (await client.views_publish(user_id=ALICE, view=home, hash=first["hash"]))["view"]
    assert first["id"] == second["id"]
    assert (await refusal(client.views_publish(user_id=ALICE, view=home, hash="0")))["error"] == "hash_conflict"
    assert (await refusal(client.views_publish(user_id=ALICE, view=modal())))["error"] == "invalid_arguments"
    assert (await refusal(client.views_publish(user_id="U0NOBODY00", view=home)))["error"] == "user_not_found"
    assert control.home("bob") is None
