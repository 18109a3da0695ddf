"""Time that tests own."""

from __future__ import annotations

import asyncio

import pytest

from bot.workspace.clock import SystemClock, VirtualClock, within


async def test_sleepers_wake_in_the_order_of_their_alarms() -> None:
    clock, woken = VirtualClock(start=0.0), []

    async def sleep(seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append((seconds, clock.now()))

    sleepers = [asyncio.create_task(sleep(seconds)) for seconds in (30.0, 10.0, 20.0)]
    await clock.asleep(3)
    await clock.advance(25.0)
    assert woken == [(10.0, 10.0), (20.0, 20.0)]
    assert clock.now() == 25.0
    await clock.advance(5.0)
    await asyncio.gather(*sleepers)
    assert woken[-1] == (30.0, 30.0)


async def test_work_that_takes_too_long_is_cancelled() -> None:
    clock, hang = VirtualClock(), asyncio.Event()
    work = asyncio.create_task(within(clock, 3.0, hang.wait()))
    await clock.asleep()
    await clock.advance(3.0)
    with pytest.raises(TimeoutError):
        await work


async def test_work_in_time_gives_its_result_and_its_errors() -> None:
    async def work(fail: bool) -> int:
        if fail:
            raise ValueError("broken")
        return 7

    assert await within(SystemClock(), 5.0, work(False)) == 7
    with pytest.raises(ValueError, match="broken"):
        await within(VirtualClock(), 5.0, work(True))
