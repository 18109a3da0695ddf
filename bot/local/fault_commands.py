"""`/fault` and `/lift` in the local Slack: break and mend the demo stack from where one watches the bot find it.

They belong to an app of their own: the bot itself has no command that breaks anything.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.faults.registry import FAULTS
from bot.demo.stack import DemoStack
from bot.workspace.server import LocalSlack
from handlers.core.errors import Usage

_MANIFEST: dict[str, Any] = {
    "display_information": {"name": "demo stack"},
    "features": {
        "bot_user": {"display_name": "demo-stack"},
        "slash_commands": [
            {"command": "/fault", "description": "Break the demo stack in a named way", "usage_hint": "[NAME]"},
            {"command": "/lift", "description": "Take a fault away, or all of them", "usage_hint": "[NAME]"},
        ],
    },
    "oauth_config": {"scopes": {"bot": ["commands", "chat:write"]}},
    "settings": {"socket_mode_enabled": True},
}


@asynccontextmanager
async def fault_commands(demo: DemoStack, slack: LocalSlack) -> AsyncIterator[None]:
    """Answer `/fault` and `/lift` until the block is left."""
    credentials = slack.install(_MANIFEST).credentials
    app = AsyncApp(client=AsyncWebClient(credentials.bot_token, slack.api_url))
    app.command("/fault")(_listener(lambda name: _inject(demo, name)))
    app.command("/lift")(_listener(lambda name: _lift(demo, name)))
    handler = AsyncSocketModeHandler(app, credentials.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
    try:
        yield
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped


def _listener(act: Callable[[str], Awaitable[str]]) -> Callable[..., Awaitable[None]]:
    async def listener(ack: Any, respond: Any, body: dict[str, Any]) -> None:
        await ack()
        try:
            text = await act(body.get("text", "").strip())
        except Usage as problem:
            text = f":warning: {problem}"
        await respond(text)

    return listener


async def _inject(demo: DemoStack, name: str) -> str:
    if not name:
        return "Faults: " + ", ".join(f"`{fault}`" for fault in FAULTS)
    await demo.inject(name)
    return f":boom: `{name}` is in place. Type `/diagnose staging`, and `/lift` when you have seen enough."


async def _lift(demo: DemoStack, name: str) -> str:
    await (demo.lift(name) if name else demo.lift_all())
    left = ", ".join(f"`{fault}`" for fault in demo.active)
    return (
        f":adhesive_bandage: lifted; still in place: {left}" if left else ":adhesive_bandage: the stack is whole again"
    )
