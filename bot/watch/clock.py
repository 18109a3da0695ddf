"""The clock: APScheduler says when, and nothing else. What is due, and whether it was done, is on disk.

Every replica has one. Each starts the durable run of each tick, and the first does it: the runs have the same id.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.executors.base import BaseExecutor
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from typing_extensions import override

from bot.metrics import Metrics
from bot.pulse import silently
from bot.watch.agenda import CheckKey, Entry
from bot.watch.ticks import Tick
from handlers.core.ports import Clock

log = logging.getLogger(__name__)

_LOOK = 1.0  # seconds between looks at whether the schedule is another
_STUCK = 30.0  # seconds after which a job that was not started is not merely late


class TickClock:
    """Starts a tick at each instant at which checks are due. `start` puts the tick's durable run on disk.

    How APScheduler is set up, and why:

    - `misfire_grace_time` is each check's own grace (see `agenda.grace_of`), not the default of one second, with which
      a busy disk would skip checks; nor is it without bounds, for a look that is late by half its interval tells less
      than the next one will.
    - `coalesce`: after a standstill a check is made once, at the latest of the times that were missed. The others would
      measure the same present again.
    - Overlap is not left to `max_instances`, which knows of this process alone: a tick asks the leases, which know
      of all replicas, and skips the check that is still going.
    - `jitter` is not APScheduler's, which is drawn at random for each tick: replicas would never meet in one tick.
    - Jobs are in memory. At the start each check is due from `grace` ago, so that what a restart fell on is still
      made; if it was made, its id is known, and nothing happens.
    """

    def __init__(
        self,
        entries: Callable[[], Mapping[CheckKey, Entry]],
        start: Callable[[Tick], Awaitable[None]],
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self._entries = entries
        self._start = start
        self._clock = clock
        self._metrics = metrics
        self._due: dict[float, list[CheckKey]] = {}
        self._starting: set[asyncio.Task[None]] = set()
        self._scheduled: Mapping[CheckKey, Entry] = {}

    async def run(self, beat: Callable[[], None] = silently) -> None:
        """Tick until cancelled, by the schedule as it is: a changed one is followed within a second.

        `beat` is called every second, unless APScheduler leaves a job lying.
        """
        scheduler = AsyncIOScheduler(timezone=UTC, executors={"default": _Collector(self._collect)})
        scheduler.start()
        try:
            while True:
                self._follow(scheduler)
                if not self._is_stuck(scheduler):
                    beat()
                await asyncio.sleep(_LOOK)
        finally:
            scheduler.shutdown(wait=False)
            await asyncio.gather(*self._starting, return_exceptions=True)

    def _follow(self, scheduler: AsyncIOScheduler) -> None:
        """Give APScheduler the checks there are now."""
        entries = self._entries()
        if entries is self._scheduled:
            return
        self._scheduled = entries
        scheduler.remove_all_jobs()
        now = self._clock.now()
        for key, entry in entries.items():
            first = entry.next(now - timedelta(seconds=entry.grace))
            if first:
                scheduler.add_job(
                    _nothing,
                    entry.trigger,
                    args=(key,),
                    id=str(key),
                    next_run_time=first[0],
                    misfire_grace_time=max(1, int(entry.grace)),
                    coalesce=True,
                )

    def _is_stuck(self, scheduler: AsyncIOScheduler) -> bool:
        since = self._clock.now() - timedelta(seconds=_STUCK)
        return any(job.next_run_time and job.next_run_time < since for job in scheduler.get_jobs())

    def _collect(self, key: CheckKey, at: datetime, grace: float) -> None:
        """Called for all checks that are due, one after the other, before anything else can happen in this process."""
        if (self._clock.now() - at).total_seconds() > grace:
            self._metrics.checks_skipped.labels(key.environment, key.check, "missed").inc()
            return
        if not self._due:
            asyncio.get_running_loop().call_soon(self._begin)
        self._due.setdefault(at.timestamp(), []).append(key)

    def _begin(self) -> None:
        due, self._due = self._due, {}
        for at in sorted(due):
            task = asyncio.create_task(self._begun(Tick(at, tuple(sorted(due[at])))))
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def _begun(self, tick: Tick) -> None:
        try:
            await self._start(tick)
        except Exception:  # the database is away: this tick is lost, the next one is tried
            log.exception("%s could not be started", tick.id)
            for key in tick.checks:
                self._metrics.checks_skipped.labels(key.environment, key.check, "not-started").inc()


class _Collector(BaseExecutor):  # type: ignore[misc]  # APScheduler is untyped
    """Takes what is due instead of executing it, with the time it was due at, which APScheduler tells no job."""

    def __init__(self, collect: Callable[[CheckKey, datetime, float], None]) -> None:
        super().__init__()
        self._collect = collect

    @override
    def submit_job(self, job: Any, run_times: Sequence[datetime]) -> None:
        self._do_submit_job(job, run_times)  # without counting instances

    @override
    def _do_submit_job(self, job: Any, run_times: Sequence[datetime]) -> None:
        for at in run_times:
            self._collect(job.args[0], at, job.misfire_grace_time)


def _nothing(_: CheckKey) -> None:
    """A job has to be a function; what counts is its time."""
