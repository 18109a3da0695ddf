"""A replica of the schedule as a process of its own, to be killed. It ends when its standard input does.

    python -m tests.bot.watch.replica DATABASE_URL EXECUTOR TARGET_URL SCHEDULE_JSON [now]

With `now` it starts one tick at once, beside those of its clock.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

from bot.background import background
from bot.durable import DurableRuns, DurableSettings
from bot.store.database import durable_url, parse_database_url
from bot.watch.agenda import CheckKey
from bot.watch.ticks import TICK, Tick
from tests.bot.watch.scheduling import scene, stack_of


async def main(database: str, executor: str, url: str, schedule: str, when: str = "") -> None:
    """Keep the schedule until nobody wants it any more."""
    async with scene(stack_of(url, schedule=[json.loads(schedule)]), database) as at_work:
        runs = DurableRuns(DurableSettings(durable_url(parse_database_url(database)), executor))
        await runs.open(at_work.scheduling.bodies)
        try:
            async with background(watch=at_work.watch.run(), **at_work.scheduling.work(runs)):
                if when:
                    tick = Tick(time.time(), (CheckKey("staging", "diagnose"),))
                    await runs.start(tick.id, tick.encode(), TICK)
                await asyncio.to_thread(sys.stdin.read)
        finally:
            await runs.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
