"""Leases: what only one replica may do at a time, and who is alive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.tables import LEASES
from handlers.core.ports import Clock


@dataclass(frozen=True, slots=True)
class Lease:
    """Who holds what, since when, and until when unless it is renewed."""

    name: str
    holder: str
    taken_at: datetime
    until: datetime


class LeaseStore:
    """Leases by name. They go by each replica's own clock, so they must last far longer than clocks differ."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def take(self, name: str, holder: str, seconds: float) -> bool:
        """Take the lease, or keep it for `seconds` from now; False while somebody else holds it. One statement."""
        now = self._clock.now()
        until = now + timedelta(seconds=seconds)
        insert = (sqlite.insert if self._engine.dialect.name == "sqlite" else postgresql.insert)(LEASES)
        is_ours = LEASES.c.holder == holder
        statement = insert.values(name=name, holder=holder, taken_at=now, until=until).on_conflict_do_update(
            index_elements=[LEASES.c.name],
            set_={"holder": holder, "until": until, "taken_at": sa.case((is_ours, LEASES.c.taken_at), else_=now)},
            where=is_ours | (LEASES.c.until < now),
        )
        async with self._engine.begin() as connection:
            return bool((await connection.execute(statement)).rowcount == 1)

    async def release(self, name: str, holder: str) -> None:
        """Let go of the lease, so that another need not wait for its end."""
        is_ours = (LEASES.c.name == name) & (LEASES.c.holder == holder)
        async with self._engine.begin() as connection:
            await connection.execute(sa.delete(LEASES).where(is_ours))

    async def all(self) -> tuple[Lease, ...]:
        """Every lease, those that ran out too."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(sa.select(LEASES).order_by(LEASES.c.name))
            return tuple(Lease(row.name, row.holder, row.taken_at, row.until) for row in rows)
