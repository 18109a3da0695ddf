"""Trouble made to order: the next calls of a method fail, before or after they have taken effect."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from enum import StrEnum

from bot.workspace.errors import Misuse


class Trouble(StrEnum):
    """What the caller gets to see."""

    RATE_LIMITED = "ratelimited"
    SERVER_ERROR = "server_error"
    ERROR = "error"
    TIMEOUT = "timeout"
    DROP = "drop"


@dataclass(slots=True)
class Fault:
    """One order. `method` may be `*`; `after` lets the call take effect first; `times` counts down.

    `retry_after` (seconds) belongs to rate limits, `status` to server errors, `error` to refusals by name.
    """

    method: str
    trouble: Trouble
    times: int = 1
    after: bool = False
    retry_after: int = 1
    status: int = 500
    error: str = "internal_error"


class Faults:
    """The orders not yet carried out."""

    def __init__(self) -> None:
        self._orders: list[Fault] = []
        self._released = asyncio.Event()

    def order(self, fault: Fault) -> None:
        """Make trouble from the next call on."""
        if fault.times < 1:
            raise Misuse("a fault must strike at least once")
        self._orders.append(fault)

    def clear(self) -> None:
        """Make no more trouble, and let go of the calls that hang."""
        self._orders.clear()
        self._released.set()
        self._released = asyncio.Event()

    def strike(self, method: str, *, after: bool) -> Fault | None:
        """The trouble for this call, if there is any at this point, counted down by one."""
        for fault in self._orders:
            if fault.method in (method, "*") and fault.after is after:
                fault.times -= 1
                if not fault.times:
                    self._orders.remove(fault)
                return fault
        return None

    async def hang(self) -> None:
        """Do not answer until the faults are cleared."""
        await self._released.wait()
