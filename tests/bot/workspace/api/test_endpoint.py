"""Tokens, encodings and the errors that come before any method."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace.model.apps import AppRegistration
from bot.workspace.server import LocalSlack
from tests.bot.workspace import kit
from tests.bot.workspace.kit import ROOM, refusal


async def post(slack: LocalSlack, method: str, **request: Any) -> Any:
    async with aiohttp.ClientSession() as session, session.post(slack.api_url + method, **request) as response:
        return await response.json()


@pytest.mark.parametrize(
    ("token", "error"),
    [("", "not_authed"), ("xoxb-wrong", "invalid_auth"), ("xapp", "not_allowed_token_type")],
)
async def test_tokens_are_checked(slack: LocalSlack, app: AppRegistration, token: str, error: str) -> None:
    given = app.app_token if token == "xapp" else token
    assert (await refusal(AsyncWebClient(token=given, base_url=slack.api_url).auth_test()))["error"] == error


async def test_only_an_app_token_opens_sockets(client: AsyncWebClient, app: AppRegistration) -> None:
    assert (await client.apps_connections_open(app_token=app.app_token))["url"].startswith("ws://127.0.0.1:")
    body = await refusal(client.apps_connections_open(app_token=app.bot_token))
    assert body["error"] == "not_allowed_token_type"


async def test_who_am_i(client: AsyncWebClient, app: AppRegistration) -> None:
    me = await client.auth_test()
    assert me.headers["x-oauth-scopes"] == ",".join(kit.SCOPES)
    assert (me["user_id"], me["bot_id"], me["user"]) == (app.bot_user_id, app.bot_id, "medic")
    assert (await client.bots_info(bot=me["bot_id"]))["bot"]["app_id"] == app.id


async def test_scopes_are_checked(slack: LocalSlack) -> None:
    client = kit.client_of(slack, slack.install(kit.manifest(without=("chat:write",)), join=[ROOM]))
    body = await refusal(client.chat_postMessage(channel=ROOM, text="x"))
    assert (body["error"], body["needed"]) == ("missing_scope", "chat:write")


async def test_unknown_methods_and_broken_json(slack: LocalSlack, app: AppRegistration) -> None:
    bearer = {"Authorization": f"Bearer {app.bot_token}"}
    assert (await post(slack, "chat.shout", headers=bearer)) == {
        "ok": False, "error": "unknown_method", "req_method": "chat.shout",
    }  # fmt: skip
    json_type = {**bearer, "Content-Type": "application/json"}
    assert (await post(slack, "auth.test", headers=json_type, data="{"))["error"] == "invalid_json"
    assert (await post(slack, "auth.test", headers=json_type, data="[]"))["error"] == "json_not_object"


async def test_all_encodings_mean_the_same(slack: LocalSlack, app: AppRegistration) -> None:
    arguments = {"channel": kit.ROOM_ID, "text": "hello"}
    bearer = {"Authorization": f"Bearer {app.bot_token}"}
    multipart = aiohttp.FormData({**arguments, "token": app.bot_token})
    multipart.add_field("ignored", b"x", filename="x")
    for request in (
        {"json": arguments, "headers": bearer},
        {"data": arguments, "headers": bearer},
        {"data": {**arguments, "token": app.bot_token}},
        {"data": multipart},
        {"params": arguments, "headers": bearer},
    ):
        assert (await post(slack, "chat.postMessage", **request))["message"]["text"] == "hello"
    in_json = {**arguments, "token": app.bot_token}
    assert (await post(slack, "chat.postMessage", json=in_json))["error"] == "not_authed"


async def test_api_test_echoes(slack: LocalSlack) -> None:
    assert (await post(slack, "api.test", json={"a": "b"})) == {"ok": True, "args": {"a": "b"}}
    assert (await post(slack, "api.test", json={"error": "oops"}))["error"] == "oops"
