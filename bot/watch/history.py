"""The writing side of history: results on their way to the disk, in batches, since each transaction waits for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable

from bot.store.results import Kept, ResultStore

log = logging.getLogger(__name__)

_EVERY = 1.0  # seconds; what a crash may cost of the history (the watch itself is written at once)
_MOST = 100_000  # results that wait while the database is away; older ones are given up then


class History:
    """Takes results at any time; `run` writes them."""

    def __init__(self, store: ResultStore) -> None:
        self._store = store
        self._waiting: list[Kept] = []

    def note(self, results: Iterable[Kept]) -> None:
        """Keep these, soon."""
        self._waiting.extend(results)
        del self._waiting[:-_MOST]

    async def run(self) -> None:
        """Write what was noted, until cancelled, and the rest then."""
        try:
            while True:
                await asyncio.sleep(_EVERY)
                await self.flush()
        finally:
            await self.flush()

    async def flush(self) -> None:
        """Write what was noted. What cannot be written waits for the next time."""
        batch, self._waiting = self._waiting, []
        if not batch:
            return
        try:
            await self._store.keep(batch)
        except Exception:  # the database is away, which must not end the history
            log.exception("%d results could not be kept yet", len(batch))
            self._waiting = (batch + self._waiting)[-_MOST:]
