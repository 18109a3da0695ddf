"""What is written down once an incident is over: a summary in its thread and the draft of a post-mortem, once each."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import datetime, timedelta
from typing import Protocol

from bot.incidents.postmortem import Account
from bot.store.incidents import Filed, IncidentStore
from bot.watch.chronicle import Chronicle
from bot.watch.tenure import Tenure
from bot.watch.watch import Watch
from handlers.core.errors import Failure
from handlers.core.ports import Clock

log = logging.getLogger(__name__)

_GLANCE = 5.0  # seconds between looks at what other replicas ended
_LATEST = timedelta(days=7)  # an end that could not be written about for longer is left alone


class Paper(Protocol):
    """Where it is written."""

    async def is_written(self, filed: Filed) -> bool:
        """Whether all of this ending is there."""

    async def write(self, filed: Filed, account: Account) -> bool:
        """Write it, once however often this is called; False when the incident has no thread yet. Raises Failure."""


class Historian:
    """Looks for incidents whose end has been told and not yet been written about. One replica does so at a time."""

    def __init__(
        self, watch: Watch, incidents: IncidentStore, chronicle: Chronicle, paper: Paper, tenure: Tenure
    ) -> None:
        self._watch, self._incidents = watch, incidents
        self._chronicle, self._paper, self._tenure = chronicle, paper, tenure
        self._settled: set[tuple[str, datetime]] = set()

    async def run(self, clock: Clock) -> None:
        """Write whenever this replica holds the lease, until cancelled."""
        keeping = asyncio.create_task(self._tenure.keep())
        seen = 0
        try:
            while True:
                await self._tenure.gained()
                try:
                    await self.write_all(clock.now())
                except Exception:  # the database is away, or a defect: what is not written now is written later
                    log.exception("the ends of incidents could not be looked through; it will be tried again")
                seen = await self._watch.changed(seen, _GLANCE)
        finally:
            keeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await keeping

    async def write_all(self, now: datetime) -> None:
        """Write about every incident that ended within the last week and was not written about yet."""
        endings = await self._incidents.endings(now - _LATEST)
        self._settled.intersection_update(endings)
        for ending in endings:
            if ending in self._settled:
                continue
            try:
                if await self._settle(ending[0]):
                    self._settled.add(ending)
            except Failure as problem:
                log.warning("the end of %s is not written about yet: %s", ending[0], problem)

    async def _settle(self, name: str) -> bool:
        """Whether nothing is left to be written about an incident."""
        filed = await self._incidents.get(name)
        return filed is None or not _is_heard(filed) or await self._write(filed)

    async def _write(self, filed: Filed) -> bool:
        if await self._paper.is_written(filed):
            return True
        state = await self._watch.state(filed.environment)
        if any(message.incident == filed.incident.id for message in state.outbox):
            return False  # its end comes first
        self._tenure.check()
        return await self._paper.write(filed, await self._chronicle.account(filed))


def _is_heard(filed: Filed) -> bool:
    """Whether people heard that it began; what was merged goes on in another thread."""
    incident = filed.incident
    return bool(incident.opener) and incident.root is not None and not incident.merged_into and not incident.is_open
