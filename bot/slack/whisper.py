"""Words for one person's eyes, where she pressed a button or sent a form."""

from __future__ import annotations

import logging

from bot.slack.blocks import Message
from bot.slack.calls import SlackCalls, retries
from handlers.core.errors import Failure

log = logging.getLogger(__name__)

_DEADLINE = 30.0  # seconds; later than that the person looks elsewhere


class Whisper:
    """Private answers. What they tell of is on disk; one that cannot be given is logged, never raised."""

    def __init__(self, calls: SlackCalls) -> None:
        self._calls = calls

    async def __call__(self, user: str, place: tuple[str, str], message: Message) -> None:
        """Tell `user` alone. `place`: the channel, and the thread's root or nothing."""
        channel, thread = place
        if not channel:
            return
        arguments = {"channel": channel, "user": user, "text": message.text, "blocks": list(message.blocks)}
        if thread:
            arguments["thread_ts"] = thread
        try:
            for attempt in retries(_DEADLINE):
                with attempt:
                    await self._calls("chat.postEphemeral", **arguments)
        except Failure as problem:
            log.warning("a private answer to %s could not be given: %s", user, problem)
