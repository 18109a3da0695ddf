"""What has to be tidied up from time to time: results become roll-ups, and what is old is deleted."""

from __future__ import annotations

import asyncio
import logging
import uuid
from datetime import timedelta

from bot.durable import COMMAND, DurableRuns
from bot.store.leases import LeaseStore
from bot.store.rollups import RollUpStore
from bot.watch.ticks import TICK
from handlers.core.ports import Clock

log = logging.getLogger(__name__)

_EVERY = 60.0  # seconds: little and often, since everybody else waits for the database meanwhile
_LEASE = 600.0  # seconds: longer than a round takes even after a week away

# A tick's id must be remembered for as long as another replica, or a restart, might begin the same tick: the longest
# grace is an hour. Commands are told apart by their own table; their runs are kept for whoever looks into a failure.
_REMEMBERED = {TICK: timedelta(hours=2), COMMAND: timedelta(days=7)}


class Housekeeping:
    """One replica at a time does it; two would do the same work twice, but no harm."""

    def __init__(self, roll_ups: RollUpStore, durable: DurableRuns, leases: LeaseStore, clock: Clock) -> None:
        self._roll_ups = roll_ups
        self._durable = durable
        self._leases = leases
        self._clock = clock
        self._holder = uuid.uuid4().hex

    async def run(self) -> None:
        """A round a minute, until cancelled."""
        while True:
            await asyncio.sleep(_EVERY)
            try:
                if await self._leases.take("housekeeping", self._holder, _LEASE):
                    await self.tidy()
            except Exception:  # the database is away; there is time
                log.exception("housekeeping broke off; it begins anew in a minute")

    async def tidy(self) -> None:
        """One round."""
        now = self._clock.now()
        for environment in await self._roll_ups.environments():
            await self._roll_ups.roll_up(environment, now)
        for kind, kept in _REMEMBERED.items():
            await self._durable.forget(kind, now - kept)
