"""The socket watchdog: a socket can look connected and hear nothing; such a one is replaced.

Known of the Slack client (bolt-python 1529, python-slack-sdk 1701): the task that reads may have died while the socket
is open, and `is_connected` says yes. And Slack itself may answer pings while it delivers nothing, which no sign tells
from a quiet day; a socket that has been quiet for long is therefore replaced as a precaution.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from handlers.core.ports import Clock

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Signs:
    """What can be seen of a socket. Times are seconds of `Clock.monotonic`.

    `opened_at`: when it was opened; `ponged_at`: when a ping was last answered, None while none was; `heard_at`: when
    Slack last sent a message; `is_open`: what the client says; `is_tended`: whether the client's own tasks are alive.
    """

    opened_at: float
    ponged_at: float | None
    heard_at: float
    is_open: bool = True
    is_tended: bool = True


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds. The client pings every ten, so three pings may go unanswered. Slack opens sockets once a minute at least
    (tier 1), and hands a socket over without losing anything, so that replacing a quiet one every few minutes is cheap.
    """

    look_every: float = 5.0
    unanswered: float = 30.0
    quiet: float = 300.0


class Watched(Protocol):
    """A connection whose socket can be judged and replaced."""

    def signs(self) -> Signs:
        """What can be seen of the present socket."""

    async def replace(self) -> None:
        """Open another socket, then close the present one."""


def fault_of(signs: Signs, now: float, patience: Patience) -> str:
    """Why the socket should be replaced; empty when it should not."""
    if not signs.is_tended:
        return "nobody reads from the socket"
    if not signs.is_open:
        return "the socket is closed"
    if now - max(signs.opened_at, signs.ponged_at or 0.0) > patience.unanswered:
        return f"no ping was answered for {patience.unanswered:g} s"
    if now - max(signs.opened_at, signs.heard_at) > patience.quiet:
        return f"nothing was heard for {patience.quiet:g} s"
    return ""


class Watchdog:
    """Looks again and again. `replaced` is told the reason of every replacement."""

    def __init__(
        self, socket: Watched, clock: Clock, replaced: Callable[[str], None], patience: Patience | None = None
    ) -> None:
        self._socket = socket
        self._clock = clock
        self._replaced = replaced
        self._patience = patience or Patience()

    async def run(self) -> None:
        """Watch until cancelled. What keeps Slack from opening another socket is logged, and tried again."""
        while True:
            await asyncio.sleep(self._patience.look_every)
            fault = fault_of(self._socket.signs(), self._clock.monotonic(), self._patience)
            if fault:
                await self._replace(fault)

    async def _replace(self, fault: str) -> None:
        log.info("the socket to Slack is replaced: %s", fault)
        try:
            async with asyncio.timeout(self._patience.unanswered):
                await self._socket.replace()
        except Exception as problem:  # whatever it was, the next look tries again
            log.warning("no other socket to Slack could be opened (%s)", type(problem).__name__)
            return
        self._replaced(fault)
