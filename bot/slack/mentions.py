"""Names of stack.yaml -> Slack's markup for calling them. A name that Slack does not know stays a word."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping

from bot.slack.calls import SlackCalls
from handlers.core.errors import Failure
from handlers.core.ports import Clock

log = logging.getLogger(__name__)

_USER = re.compile(r"[UW][A-Z0-9]{2,20}", re.ASCII)
_GROUP = re.compile(r"S[A-Z0-9]{2,20}", re.ASCII)
_FRESH = 600.0  # seconds; groups are renamed rarely, and an escalation must not wait for a list every time


class Mentions:
    """User groups (`@platform-oncall`, `S...`) and users (`U...`), as `escalate_to` names them."""

    def __init__(self, calls: SlackCalls, clock: Clock) -> None:
        self._calls = calls
        self._clock = clock
        self._groups: dict[str, str] = {}
        self._read_at: float | None = None

    async def of(self, names: Iterable[str]) -> Mapping[str, str]:
        """Name -> markup, without the names that Slack does not know. Never raises: who is called late is called."""
        wanted = tuple(names)
        found = {name: f"<@{name}>" for name in wanted if _USER.fullmatch(name)}
        if any(name not in found and not name.startswith("<") for name in wanted):
            await self._refresh()
        known = set(self._groups.values())
        for name in wanted:
            group = name if _GROUP.fullmatch(name) and name in known else self._groups.get(name.removeprefix("@"))
            if group and name not in found:
                found[name] = f"<!subteam^{group}>"
        return found

    async def _refresh(self) -> None:
        now = self._clock.monotonic()
        if self._read_at is not None and now - self._read_at < _FRESH:
            return
        try:
            answer = await self._calls.form("usergroups.list")
        except Failure as problem:
            log.warning("user groups could not be looked up: %s", problem)
            return
        self._groups = {group["handle"]: group["id"] for group in answer.get("usergroups", ())}
        self._read_at = now
