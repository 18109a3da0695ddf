"""Words of the bot about itself, in the incident channel."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.slack.blocks import Message, escape
from bot.slack.channels import Channels
from bot.slack.poster import Poster
from bot.store.posts import Intent
from handlers.stack.environment import Stack


def announcer(stack: Callable[[], Stack], poster: Poster, channels: Channels) -> Callable[[str, str], Awaitable[None]]:
    """What says a plain text in the incident channel of the present stack, once for each key, through any trouble.

    It raises Permanent when Slack refuses it and Temporary when it was tried for too long.
    """

    async def tell(key: str, text: str) -> None:
        channel = await channels.id_of(stack().slack.incident_channel)
        await poster.post(Intent(key, "stack.yaml", channel), Message(escape(text)))

    return tell
