"""Accepting commands: on disk first, acknowledged second, started third, and never started twice."""

from __future__ import annotations

import asyncio
import hashlib
import logging

from bot.durable import DurableRuns
from bot.runs import Run
from bot.store.commands import Accepted, CommandStore

log = logging.getLogger(__name__)


def run_id(*identity: str) -> str:
    """The id of a run: the same for every delivery of the same command, short enough to be read out aloud."""
    return hashlib.sha256("\0".join(identity).encode()).hexdigest()[:12]


class Intake:
    """The way from a listener to a durable run."""

    def __init__(self, commands: CommandStore, durable: DurableRuns) -> None:
        self._commands = commands
        self._durable = durable
        self._starting: set[asyncio.Task[None]] = set()

    async def accept(self, run: Run) -> bool:
        """Put the run on disk; False for a repeated delivery. Acknowledge after this and then call `start`."""
        return await self._commands.accept(Accepted(run.id, run.encode()))

    def start(self, run: Run) -> None:
        """Start the durable run in the background; a crash before it has begun is made good by `resume`."""
        task = asyncio.create_task(self._start(run.id, run.encode()))
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)

    async def _start(self, run: str, payload: str) -> None:
        try:
            await self._durable.start(run, payload)
            await self._commands.mark_started(run)
        except Exception:
            log.exception("run %s is accepted but could not be started; it will be at the next start", run)

    async def resume(self) -> int:
        """Start what an earlier process accepted and never started; how many those were."""
        waiting = await self._commands.waiting()
        for accepted in waiting:
            await self._start(accepted.run, accepted.payload)
        return len(waiting)

    async def settle(self) -> None:
        """Until everything accepted has begun."""
        while self._starting:
            await asyncio.gather(*self._starting)
