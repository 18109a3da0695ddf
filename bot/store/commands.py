"""Accepted commands. A command is on disk before Slack hears that it was accepted."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.tables import COMMANDS
from handlers.core.ports import Clock


@dataclass(frozen=True, slots=True)
class Accepted:
    """One accepted command: the id of its run, and the run as JSON."""

    run: str
    payload: str


class CommandStore:
    """Writes bursts of commands in one batch: 200 at once cost one commit, not 200 (each waits for the disk)."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._waiting: list[tuple[Accepted, asyncio.Future[bool]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def accept(self, command: Accepted) -> bool:
        """Put the command on disk. False when it is already there (Slack delivered it twice)."""
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((command, future))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        return await future

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                new = await self._insert([command for command, _ in batch])
            except Exception as problem:  # every waiter must hear of it, whatever it was
                for _, future in batch:
                    if not future.done():
                        future.set_exception(problem)
                continue
            for command, future in batch:
                if not future.done():
                    # Of two equal deliveries in one batch only the first is new.
                    future.set_result(command.run in new)
                new.discard(command.run)

    async def _insert(self, commands: Sequence[Accepted]) -> set[str]:
        rows = {
            command.run: {
                "run": command.run,
                "payload": command.payload,
                "received_at": self._clock.now(),
                "started": False,
            }
            for command in commands
        }
        insert = sqlite.insert if self._engine.dialect.name == "sqlite" else postgresql.insert
        statement = insert(COMMANDS).values(list(rows.values())).on_conflict_do_nothing().returning(COMMANDS.c.run)
        async with self._engine.begin() as connection:
            return set((await connection.execute(statement)).scalars())

    async def waiting(self) -> tuple[Accepted, ...]:
        """Accepted commands whose durable run was never started, oldest first: what a crash left behind."""
        query = (
            sa.select(COMMANDS.c.run, COMMANDS.c.payload).where(~COMMANDS.c.started).order_by(COMMANDS.c.received_at)
        )
        async with self._engine.connect() as connection:
            return tuple(Accepted(row.run, row.payload) for row in await connection.execute(query))

    async def mark_started(self, run: str) -> None:
        """The durable run exists now; it looks after itself."""
        async with self._engine.begin() as connection:
            await connection.execute(sa.update(COMMANDS).where(COMMANDS.c.run == run).values(started=True))
