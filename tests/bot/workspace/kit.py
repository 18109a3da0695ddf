"""What the tests of the local Slack share: a manifest, and slack-bolt itself, unmodified, over both ways in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from aiohttp.test_utils import TestServer
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace.clock import VirtualClock
from bot.workspace.json_types import Json
from bot.workspace.model.apps import AppRegistration
from bot.workspace.server import LocalSlack

T = TypeVar("T")
ROOM = "#incident-staging"
ROOM_ID = "C0INCIDENT"
ALICE = "U0ALICE000"
BOB = "U0BOB00000"
SCOPES = (
    "commands",
    "chat:write",
    "app_mentions:read",
    "channels:history",
    "channels:read",
    "channels:join",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:write",
    "im:history",
    "im:read",
    "reactions:write",
    "reactions:read",
    "usergroups:read",
    "users:read",
)
EVENTS = ("app_home_opened", "app_mention", "member_joined_channel", "message.channels", "reaction_added")


def manifest(*, url: str = "", without: tuple[str, ...] = (), name: str = "Medic") -> Json:
    """An app with commands, shortcuts, events and a home; over HTTP at `url`, without one over Socket Mode."""
    commands = [{"command": f"/{word}", "description": word} for word in ("diagnose", "repair")]
    return {
        "display_information": {"name": name},
        "features": {
            "bot_user": {"display_name": name},
            "app_home": {"home_tab_enabled": True},
            "slash_commands": [command | ({"url": url} if url else {}) for command in commands],
            "shortcuts": [
                {"name": "Start", "type": "global", "callback_id": "start", "description": "s"},
                {"name": "Explain", "type": "message", "callback_id": "explain", "description": "e"},
            ],
        },
        "oauth_config": {"scopes": {"bot": [scope for scope in SCOPES if scope not in without]}},
        "settings": {
            "socket_mode_enabled": not url,
            "interactivity": {"is_enabled": True, "request_url": url},
            "event_subscriptions": {"request_url": url, "bot_events": list(EVENTS)},
        },
    }


def client_of(slack: LocalSlack, app: AppRegistration, **options: Any) -> AsyncWebClient:
    """slack-sdk's own client, pointed at the local Slack."""
    return AsyncWebClient(token=app.bot_token, base_url=slack.api_url, **options)


def bolt_of(slack: LocalSlack, app: AppRegistration) -> AsyncApp:
    """slack-bolt's own app, pointed at the local Slack."""
    return AsyncApp(client=client_of(slack, app), signing_secret=app.signing_secret)


@asynccontextmanager
async def over_sockets(
    slack: LocalSlack, app: AppRegistration, bolt: AsyncApp, *, ping: float = 5.0
) -> AsyncIterator[AsyncSocketModeHandler]:
    """Run a bolt app over Socket Mode. A short `ping` (seconds) notices a dead connection soon, a long one is calm."""
    handler = AsyncSocketModeHandler(bolt, app.app_token, ping_interval=ping)
    before = len(slack.courier.sockets.of(app.id))
    await handler.connect_async()
    await slack.courier.sockets.connected(app.id, before + 1)
    try:
        yield handler
    finally:
        await handler.close_async()
        await handler.client.aiohttp_client_session.close()


@asynccontextmanager
async def over_http(slack: LocalSlack, register: Callable[[AsyncApp], None]) -> AsyncIterator[AppRegistration]:
    """Install an app whose requests come by signed HTTP, and run bolt's own web application behind its URL."""
    server: TestServer | None = None
    app = slack.install(manifest(url="http://127.0.0.1:1/slack/events"), join=[ROOM])
    bolt = bolt_of(slack, app)
    register(bolt)
    server = TestServer(bolt.web_app("/slack/events"))
    await server.start_server()
    slack.move(app, str(server.make_url("/slack/events")))
    try:
        yield slack.workspace.apps[app.id]
    finally:
        await server.close()


async def run_out(clock: VirtualClock, task: asyncio.Task[T]) -> T:
    """Let time pass until a task that waits for a time-out has ended; its result."""
    while not task.done():
        await clock.advance(0.1)
    return await task


async def refusal(work: Any) -> Any:
    """The body of the refusal that an API call ends in."""
    try:
        await work
    except SlackApiError as error:
        return error.response
    raise AssertionError("the call was not refused")


def plain(text: str) -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def section(text: str) -> Json:
    """A section block."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(action_id: str = "go", text: str = "Go", **more: Any) -> Json:
    """A button."""
    return {"type": "button", "action_id": action_id, "text": plain(text), **more}


def actions(*elements: Json) -> Json:
    """A block of elements."""
    return {"type": "actions", "elements": list(elements)}


def modal(*blocks: Json, **more: Any) -> Json:
    """A modal with a submit button."""
    return {"type": "modal", "title": plain("Title"), "submit": plain("Do it"), "blocks": list(blocks), **more}


def text_input(block_id: str = "why", action_id: str = "text", **more: Any) -> Json:
    """An input block with a text field."""
    element = {"type": "plain_text_input", "action_id": action_id}
    return {"type": "input", "block_id": block_id, "label": plain(block_id), "element": element, **more}
