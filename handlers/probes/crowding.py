"""How many probes have this process busy at once, so that none is measured late because of the others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_BUSY = 0.5  # seconds after which a probe only waits for its target, which keeps nobody from anything


class Crowding:
    """Lets `at_once` probes in at a time (None: all).

    One that has to wait long for its target is no longer counted: many services that hang are found out in the time
    of a few.
    """

    def __init__(self, at_once: int | None) -> None:
        self._free = asyncio.Semaphore(at_once) if at_once else None

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn, and have it until the block is left, or for half a second."""
        if self._free is None:
            yield
            return
        await self._free.acquire()
        turn = _Turn(self._free)
        late = asyncio.get_running_loop().call_later(_BUSY, turn.end)
        try:
            yield
        finally:
            late.cancel()
            turn.end()


class _Turn:
    """Ends once, whoever ends it first."""

    def __init__(self, free: asyncio.Semaphore) -> None:
        self._free: asyncio.Semaphore | None = free

    def end(self) -> None:
        free, self._free = self._free, None
        if free is not None:
            free.release()
