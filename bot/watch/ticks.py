"""A tick: all checks that are due at one instant, made in one durable run, by one of the replicas, each check once."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import astuple, dataclass
from datetime import UTC, datetime

from bot.metrics import Metrics
from bot.store.leases import LeaseStore
from bot.store.pauses import Pause, PauseStore
from bot.watch.agenda import CheckKey, Entry
from bot.watch.checks import Checks
from handlers.core.ports import Clock

log = logging.getLogger(__name__)

TICK = "tick"
"""The kind of durable run that a tick is."""

_LEASE = 30.0  # seconds that a check of a replica that died keeps the next of its kind waiting


@dataclass(frozen=True, slots=True)
class Tick:
    """`at`: the instant it was due, seconds since 1970. All replicas give the tick of one instant the same id."""

    at: float
    checks: tuple[CheckKey, ...]

    @property
    def id(self) -> str:
        """The job, which is always the schedule, and the scheduled time."""
        return f"tick-{datetime.fromtimestamp(self.at, UTC):%Y-%m-%dT%H:%M:%S.%fZ}"

    def encode(self) -> str:
        """JSON that `decode` turns into an equal tick."""
        return json.dumps({"at": self.at, "checks": [astuple(key) for key in self.checks]})

    @classmethod
    def decode(cls, text: str) -> Tick:
        """The tick again."""
        data = json.loads(text)
        return cls(data["at"], tuple(CheckKey(*key) for key in data["checks"]))


@dataclass(frozen=True, slots=True)
class Permits:
    """What a check asks before it begins: what is paused, and whether the one before it is still going."""

    pauses: PauseStore
    leases: LeaseStore
    clock: Clock
    metrics: Metrics


class Ticks:
    """Makes the checks of ticks.

    A tick has no durable steps: one that a crash cut off measures anew when it is resumed, for only the present counts.
    Nothing is counted twice by that: what was fed to the watch before the crash was another measurement.
    """

    def __init__(self, checks: Checks, entries: Callable[[], Mapping[CheckKey, Entry]], permits: Permits) -> None:
        self._checks = checks
        self._entries = entries
        self._permits = permits

    async def conduct(self, payload: str) -> None:
        """The body of the durable run."""
        tick = Tick.decode(payload)
        pauses = await self._permits.pauses.all()
        await asyncio.gather(*(self._make(tick, key, pauses) for key in tick.checks))

    async def _make(self, tick: Tick, key: CheckKey, pauses: Sequence[Pause]) -> None:
        late = self._permits.clock.now().timestamp() - tick.at
        entry = self._entries().get(key)
        if entry is None:
            self._skip(key, "removed")
        elif any(pause.covers(key.environment, key.check) for pause in pauses):
            self._skip(key, "paused")
        elif late > entry.grace:  # resumed after a crash: what it would see is not what was asked for then
            await self._permits.leases.release(_lease(key), tick.id)  # as the crash left it
            self._skip(key, "stale")
        else:
            await self._make_alone(tick, key, late)

    async def _make_alone(self, tick: Tick, key: CheckKey, late: float) -> None:
        async with self._turn(key, tick.id) as is_ours:
            if is_ours:
                self._permits.metrics.lateness.observe(max(0.0, late))
                await self._checks.make(key, tick.id)
            else:
                # The one before is still going. Waiting would pile checks up on what is slow already.
                self._skip(key, "overlap")

    @asynccontextmanager
    async def _turn(self, key: CheckKey, holder: str) -> AsyncIterator[bool]:
        """Whether this tick may make the check; it is the only one, in all replicas, until the block is left."""
        leases, name = self._permits.leases, _lease(key)
        if not await leases.take(name, holder, _LEASE):
            yield False
            return
        renewing = asyncio.create_task(self._renew(name, holder))
        try:
            yield True
        finally:
            renewing.cancel()
            await leases.release(name, holder)

    async def _renew(self, name: str, holder: str) -> None:
        while True:
            await asyncio.sleep(_LEASE / 3)
            try:
                await self._permits.leases.take(name, holder, _LEASE)
            except Exception:  # the database is away; the check goes on, and so does the schedule when it is back
                log.exception("the lease of %s could not be renewed", name)

    def _skip(self, key: CheckKey, reason: str) -> None:
        log.info("%s is skipped: %s", key, reason)
        self._permits.metrics.checks_skipped.labels(key.environment, key.check, reason).inc()


def _lease(key: CheckKey) -> str:
    return f"check {key}"
