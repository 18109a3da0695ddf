"""Channel names -> ids: stack.yaml names channels as people do, most of Slack's methods want ids."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from bot.slack.calls import SlackCalls, retries
from handlers.core.errors import Permanent


class Channels:
    """Looks names up, page by page; ids pass through untouched. Names are not kept: channels are renamed."""

    def __init__(self, calls: SlackCalls, deadline: float = 60.0) -> None:
        self._calls = calls
        self._deadline = deadline

    async def id_of(self, channel: str) -> str:
        """The id of `#name`; Permanent with the nearest name when the bot sees no such channel."""
        if not channel.startswith("#"):
            return channel
        wanted = channel[1:].lower()
        seen: list[str] = []
        cursor = ""
        while True:
            page = await self._page(cursor)
            for found in page.get("channels", ()):
                if found.get("name") == wanted:
                    return str(found["id"])
                seen.append(found.get("name", ""))
            cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                break
        close = get_close_matches(wanted, seen, n=1)
        hint = f"; the nearest is #{close[0]}" if close else ""
        raise Permanent(f"opsmedic sees no channel {channel}{hint}: create it, or invite opsmedic if it is private")

    async def _page(self, cursor: str) -> dict[str, Any]:
        arguments = {"types": "public_channel,private_channel", "exclude_archived": "true", "limit": "200"}
        for attempt in retries(self._deadline):
            with attempt:
                return await self._calls.form(
                    "conversations.list", **arguments, **({"cursor": cursor} if cursor else {})
                )
        raise AssertionError("retries either return or raise")
