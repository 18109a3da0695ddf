"""How late this very process was while it measured: what it adds to a measured time says nothing of the service."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from handlers.core.ports import Clock

TICK = 0.025  # seconds between two looks at the clock
GRAVE = 0.25  # seconds of lateness from which time limits that were missed are measured again


@dataclass(slots=True)
class Lateness:
    """`seconds`: by how much the event loop was late in sum."""

    seconds: float = 0.0

    @property
    def grave(self) -> bool:
        """Whether limits of time were missed perhaps only because this process had no time."""
        return self.seconds >= GRAVE


@asynccontextmanager
async def watch_lateness(clock: Clock) -> AsyncIterator[Lateness]:
    """Watch the event loop as long as the block lasts."""
    lateness = Lateness()
    watcher = asyncio.create_task(_watch(clock, lateness))
    try:
        yield lateness
    finally:
        watcher.cancel()


async def _watch(clock: Clock, lateness: Lateness) -> None:
    while True:
        before = clock.monotonic()
        await asyncio.sleep(TICK)
        late = clock.monotonic() - before - TICK
        lateness.seconds += late if late > TICK else 0.0
