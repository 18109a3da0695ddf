"""Being the one replica that may do something: a lease that is renewed in time, and that is doubted in time."""

from __future__ import annotations

import asyncio
import logging
import uuid

from bot.store.leases import LeaseStore
from handlers.core.errors import Temporary
from handlers.core.ports import Clock

log = logging.getLogger(__name__)


class Tenure:
    """Holds the lease `name` for as long as it can. `count` tells one time in office from the next.

    The lease lasts `seconds` and is renewed three times as often; a third before its end, by this machine's monotonic
    clock, it is no longer relied on.
    """

    def __init__(self, leases: LeaseStore, clock: Clock, name: str, seconds: float) -> None:
        self.count = 0
        self.holder = uuid.uuid4().hex
        self._leases, self.clock = leases, clock
        self._name, self._seconds = name, seconds
        self._safe_until = float("-inf")
        self._gained = asyncio.Event()

    @property
    def safe(self) -> bool:
        """Whether nobody else can hold the lease at this moment."""
        return self.clock.monotonic() < self._safe_until

    def check(self) -> None:
        """Raise Temporary unless it is safe."""
        if not self.safe:
            raise Temporary(f"another replica may be the {self._name} by now")

    async def gained(self) -> None:
        """Wait until it is safe."""
        while not self.safe:
            self._gained.clear()
            await self._gained.wait()

    async def keep(self) -> None:
        """Take the lease and renew it, until cancelled; then let go of it, so that another need not wait."""
        try:
            while True:
                await self._take()
                await asyncio.sleep(self._seconds / (3 if self.safe else 6))
        finally:
            self._safe_until = float("-inf")
            await self._leases.release(self._name, self.holder)

    async def _take(self) -> None:
        was_safe, asked_at = self.safe, self.clock.monotonic()
        try:
            taken = await self._leases.take(self._name, self.holder, self._seconds)
        except Exception:  # the database is away: the lease runs out by itself
            log.exception("the lease of the %s could not be renewed", self._name)
            return
        self._safe_until = asked_at + self._seconds * 2 / 3 if taken else float("-inf")
        if taken and not was_safe:
            self.count += 1
            self._gained.set()
