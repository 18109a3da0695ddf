from __future__ import annotations

import asyncio

from handlers.core.ports import SystemClock
from handlers.diagnosis.lateness import GRAVE, Lateness, watch_lateness


async def test_a_loop_with_time_is_not_late() -> None:
    assert not Lateness().grave
    async with watch_lateness(SystemClock()) as lateness:
        await asyncio.sleep(0)
    assert not lateness.grave


async def test_a_loop_that_was_held_up_says_so() -> None:
    clock = SystemClock()
    async with watch_lateness(clock) as lateness:
        await asyncio.sleep(0.03)
        until = clock.monotonic() + 2 * GRAVE
        while clock.monotonic() < until:
            pass
        await asyncio.sleep(0.03)
    assert lateness.grave
