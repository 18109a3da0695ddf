"""Where the parts of the schedule meet: checks, ticks and the clock, and what they leave on disk."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.dispatch import Dispatcher
from bot.durable import Body, DurableRuns
from bot.metrics import Metrics
from bot.pulse import silently
from bot.store.leases import LeaseStore
from bot.store.pauses import PauseStore
from bot.store.reports import ReportStore
from bot.store.results import ResultStore
from bot.store.rollups import RollUpStore
from bot.watch.checks import Checks
from bot.watch.clock import TickClock
from bot.watch.confirming import Confirming
from bot.watch.history import History
from bot.watch.housekeeping import Housekeeping
from bot.watch.schedule import Schedule
from bot.watch.ticks import TICK, Permits, Tick, Ticks
from bot.watch.watch import Watch
from handlers.core.ports import Clock


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a schedule works with. `dispatcher`: the present one, for stack.yaml may change."""

    dispatcher: Callable[[], Dispatcher]
    watch: Watch
    engine: AsyncEngine
    clock: Clock
    metrics: Metrics


class Scheduling:
    """The schedule and all that carries it out. `bodies` belong to the durable runs, `work` into the background."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        engine, clock, metrics = around.engine, around.clock, around.metrics
        pauses, leases = PauseStore(engine, clock), LeaseStore(engine, clock)
        self.schedule = Schedule(lambda: around.dispatcher().stack, pauses, clock)
        self.results = ResultStore(engine)
        self.roll_ups = RollUpStore(engine)
        self.history = History(self.results)
        self.checks = Checks(around.dispatcher, around.watch, self.history, ReportStore(engine, clock), metrics)
        self._ticks = Ticks(self.checks, self.schedule.entries, Permits(pauses, leases, clock, metrics))
        self.confirming = Confirming(self.checks, around.watch, pauses)
        self._leases = leases

    @property
    def bodies(self) -> dict[str, Body]:
        """Kind of durable run -> what it does."""
        return {TICK: self._ticks.conduct}

    def work(self, durable: DurableRuns, beat: Callable[[], None] = silently) -> dict[str, Coroutine[Any, Any, None]]:
        """What goes on for as long as the bot does, by name. `beat`: called as long as the clock ticks."""

        async def start(tick: Tick) -> None:
            await durable.start(tick.id, tick.encode(), TICK)

        clock, metrics = self._around.clock, self._around.metrics
        return {
            "clock": TickClock(self.schedule.entries, start, clock, metrics).run(beat),
            "confirming": self.confirming.run(),
            "history": self.history.run(),
            "housekeeping": Housekeeping(self.roll_ups, durable, self._leases, clock).run(),
        }
