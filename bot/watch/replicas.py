"""Replicas watch each other: one that stopped ticking is said, once, and another goes on with what it left."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.pulse import Pulse
from bot.store.leases import Lease, LeaseStore
from handlers.core.ports import Clock

log = logging.getLogger(__name__)

_ALIVE, _TICKING = "replica:", "ticking:"
_GONE, _STOPPED = "gone:", "stopped:"
_REMEMBERED = 7 * 86400.0  # seconds that it is known who told of a replica's end


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds. A replica shows that it is alive every `every`; it is given up `gone` after it last did.

    Its runs are given to another then, so `gone` is far longer than a pause of the machine or the database.
    """

    every: float = 5.0
    gone: float = 45.0


@dataclass(frozen=True, slots=True)
class Means:
    """`say`: a line for the incident channel, once for each key, without waiting for Slack. `take_over`: go on with an
    executor's runs.
    """

    say: Callable[[str, str], Awaitable[None]]
    take_over: Callable[[str], Awaitable[int]]


class Replicas:
    """This replica among the others. `name` is its executor's, which no other may have."""

    def __init__(
        self, name: str, leases: LeaseStore, around: tuple[Clock, Pulse], means: Means, patience: Patience | None = None
    ) -> None:
        self._name, self._leases, self._means = name, leases, means
        self._clock, self._pulse = around
        self._patience = patience or Patience()

    async def run(self) -> None:
        """Show that this replica is alive for as long as it is well, and look after the others, until cancelled."""
        try:
            while True:
                try:
                    await self.round()
                except Exception:  # the database is away, or a defect: the next round tries again
                    log.exception("the replicas could not be looked after")
                await asyncio.sleep(self._patience.every)
        finally:
            for kind in (_TICKING, _ALIVE):
                await self._leases.release(kind + self._name, self._name)

    async def round(self) -> None:
        """One look. A replica whose parts are late is alive and does not tick, so that another says so."""
        leases = {lease.name: lease for lease in await self._leases.all()}
        await self._leases.take(_ALIVE + self._name, self._name, self._patience.gone)
        await self._take_back(_GONE + self._name, leases)
        if self._pulse.is_healthy:
            await self._leases.take(_TICKING + self._name, self._name, self._patience.gone)
            if stopped_at := await self._take_back(_STOPPED + self._name, leases):
                await self._means.say(
                    f"ticks:{self._name}:{stopped_at}", f"opsmedic: replica {self._name} ticks again."
                )
        for lease in leases.values():
            if lease.holder != self._name and lease.until < self._clock.now():
                if lease.name.startswith(_TICKING):
                    await self._tell(lease)
                elif lease.name.startswith(_ALIVE):
                    await self._take_over(lease)

    async def _tell(self, lease: Lease) -> None:
        """Only one of those who see it says it."""
        if not await self._leases.take(_STOPPED + lease.holder, self._name, _REMEMBERED):
            return
        await self._leases.release(lease.name, lease.holder)
        text = (
            f"opsmedic: replica {lease.holder} stopped ticking before {lease.until:%Y-%m-%d %H:%M:%S} UTC; "
            f"{self._name} goes on."
        )
        log.warning("%s", text)
        await self._means.say(f"{_STOPPED}{lease.holder}:{lease.until.timestamp():.0f}", text)

    async def _take_over(self, lease: Lease) -> None:
        if not await self._leases.take(_GONE + lease.holder, self._name, _REMEMBERED):
            return
        await self._leases.release(lease.name, lease.holder)
        number = await self._means.take_over(lease.holder)
        log.warning("replica %s is gone; %d of its runs go on here", lease.holder, number)

    async def _take_back(self, name: str, leases: dict[str, Lease]) -> str:
        """Take back what another has said of this one's end; when that was, empty when nobody has."""
        told = leases.get(name)
        if told is None:
            return ""
        await self._leases.release(told.name, told.holder)
        return f"{told.taken_at.timestamp():.0f}"
