"""Time, owned by whoever starts the workspace, so that a test need not wait half an hour for a URL to expire."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections.abc import Awaitable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Clock(Protocol):
    """What the workspace needs to know about time."""

    def now(self) -> float:
        """Seconds since the epoch."""

    async def sleep(self, seconds: float) -> None:
        """Return once `seconds` have passed on this clock."""


class SystemClock:
    """The machine's own time."""

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        """Really sleep."""
        await asyncio.sleep(seconds)


class VirtualClock:
    """Time that moves only when told to. Starts at the machine's time, so that signatures made now are still fresh."""

    def __init__(self, start: float | None = None) -> None:
        """`start`: seconds since the epoch."""
        self._now = time.time() if start is None else start
        self._order = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._slept = asyncio.Event()

    def now(self) -> float:
        """Seconds since the epoch, as far as this clock has been moved."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Return once the clock has been moved past `seconds` from now; at once where there is nothing to wait for."""
        if seconds <= 0:
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + seconds, next(self._order), future))
        self._slept.set()
        await future

    async def asleep(self, count: int = 1, *, longer_than: float = 0.0) -> None:
        """Wait until `count` tasks sleep on this clock, for longer than so many seconds, and moving it is noticed."""
        while sum(not sleeper[2].done() and sleeper[0] > self._now + longer_than for sleeper in self._sleepers) < count:
            self._slept.clear()
            await self._slept.wait()

    async def advance(self, seconds: float) -> None:
        """Move time forward, waking sleepers in the order of their alarms and letting each run before the next."""
        target = self._now + seconds
        while self._sleepers and self._sleepers[0][0] <= target:
            self._now, _, future = heapq.heappop(self._sleepers)
            if not future.done():
                future.set_result(None)
            await _settle()
        self._now = target
        await _settle()


async def _settle() -> None:
    # A wake-up passes through a few callbacks (task, wait, caller) before its effects are visible.
    for _ in range(8):
        await asyncio.sleep(0)


async def within(clock: Clock, seconds: float, work: Awaitable[T]) -> T:
    """The result of `work`, or TimeoutError once `seconds` have passed on `clock`; the loser is cancelled."""
    task = asyncio.ensure_future(work)
    alarm = asyncio.ensure_future(clock.sleep(seconds))
    try:
        await asyncio.wait({task, alarm}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        raise TimeoutError
    finally:
        for loser in (task, alarm):
            loser.cancel()
        await asyncio.gather(task, alarm, return_exceptions=True)
