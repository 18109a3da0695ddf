"""What piles up is tidied away, by one replica at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.durable import COMMAND, DurableRuns, DurableSettings
from bot.store.database import durable_url
from bot.store.leases import LeaseStore
from bot.store.results import Kept, ResultStore
from bot.store.rollups import RollUpStore
from bot.watch.housekeeping import Housekeeping
from bot.watch.ticks import TICK
from handlers.core.ports import Health, SystemClock


class Later(SystemClock):
    """A clock that is ahead."""

    def __init__(self, ahead: timedelta) -> None:
        self.ahead = ahead

    def now(self):
        return super().now() + self.ahead


@pytest.fixture
async def runs(engine):
    async def nothing(payload: str) -> None: ...

    found = DurableRuns(DurableSettings(durable_url(engine.url)))
    await found.open({COMMAND: nothing, TICK: nothing})
    yield found
    await found.close()


async def test_ticks_that_ended_hours_ago_are_forgotten_and_results_rolled_up(engine, runs):
    await runs.start("tick", "", TICK)
    await runs.start("command", "")
    await runs.wait("tick")
    await runs.wait("command")
    at = SystemClock().now() - timedelta(hours=1)
    await ResultStore(engine).keep([Kept("staging", "web", at.timestamp(), Health.OK, 5.0)])
    roll_ups, leases = RollUpStore(engine), LeaseStore(engine, SystemClock())
    for ahead, left in ((timedelta(0), 1), (timedelta(hours=3), 0)):
        await Housekeeping(roll_ups, runs, leases, Later(ahead)).tidy()
        assert await runs.forget(TICK, Later(timedelta(days=1)).now()) == left
        if left:
            await runs.start("another", "", TICK)
            await runs.wait("another")
    assert await runs.forget(COMMAND, Later(timedelta(days=1)).now()) == 1
    # Two weeks and more ago: nothing finer than an hour is kept of it.
    series = await roll_ups.series("staging", at - timedelta(days=20), at + timedelta(days=1))
    assert series.step == 3600
    assert [(point.ms, point.availability) for point in series.points["web"]] == [(5.0, 100.0)]
