"""Paused checks. Every replica asks here before it checks, so a pause holds for all of them, and over a restart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.tables import PAUSES
from handlers.core.ports import Clock

EVERY_CHECK = ""


@dataclass(frozen=True, slots=True)
class Pause:
    """`check`: its name in the schedule, empty for all checks of the environment. `by`: who paused it."""

    environment: str
    check: str
    by: str
    at: datetime

    def covers(self, environment: str, check: str) -> bool:
        """Whether this check stands still because of it."""
        return self.environment == environment and self.check in (EVERY_CHECK, check)


class PauseStore:
    """One row for each environment, or check of one, that is paused."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def pause(self, environment: str, check: str, by: str) -> bool:
        """Pause it; False when it was already."""
        insert = (sqlite.insert if self._engine.dialect.name == "sqlite" else postgresql.insert)(PAUSES)
        row = {"environment": environment, "check": check, "by": by, "at": self._clock.now()}
        async with self._engine.begin() as connection:
            return bool((await connection.execute(insert.values(row).on_conflict_do_nothing())).rowcount == 1)

    async def resume(self, environment: str, check: str) -> bool:
        """Let it run again; False when it was not paused."""
        this = (PAUSES.c.environment == environment) & (PAUSES.c.check == check)
        async with self._engine.begin() as connection:
            return bool((await connection.execute(sa.delete(PAUSES).where(this))).rowcount)

    async def all(self) -> tuple[Pause, ...]:
        """Everything that is paused, oldest first."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(sa.select(PAUSES).order_by(PAUSES.c.at))
            return tuple(Pause(row.environment, row.check, row.by, row.at) for row in rows)
