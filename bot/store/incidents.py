"""Every incident there ever was, by id and by time. The watch files them; here they are only read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.incidents.codec import decode_incident
from bot.incidents.model import Incident
from bot.store.tables import INCIDENTS


@dataclass(frozen=True, slots=True)
class Filed:
    """An incident and the environment it belongs to."""

    environment: str
    incident: Incident


class IncidentStore:
    """Reads incidents, those too that the watch has long let go of."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def get(self, name: str) -> Filed | None:
        """The incident of this id."""
        found = await self._read(sa.select(INCIDENTS).where(INCIDENTS.c.id == name))
        return found[0] if found else None

    async def page(
        self, environment: str | None = None, *, only_open: bool = False, limit: int = 20, before: Filed | None = None
    ) -> tuple[Filed, ...]:
        """The newest first, `limit` of them; `before`: only those older than the last of the page before."""
        query = sa.select(INCIDENTS).order_by(INCIDENTS.c.opened_at.desc(), INCIDENTS.c.id.desc()).limit(limit)
        if environment is not None:
            query = query.where(INCIDENTS.c.environment == environment)
        if only_open:
            query = query.where(INCIDENTS.c.closed_at.is_(None))
        if before is not None:
            last = sa.select(INCIDENTS.c.opened_at, INCIDENTS.c.id).where(INCIDENTS.c.id == before.incident.id)
            query = query.where(sa.tuple_(INCIDENTS.c.opened_at, INCIDENTS.c.id) < last.scalar_subquery())
        return await self._read(query)

    async def endings(self, since: datetime) -> tuple[tuple[str, datetime], ...]:
        """The id and the end of every incident that ended from `since` (aware) on, oldest end first."""
        query = sa.select(INCIDENTS.c.id, INCIDENTS.c.closed_at).where(INCIDENTS.c.closed_at >= since)
        async with self._engine.connect() as connection:
            rows = await connection.execute(query.order_by(INCIDENTS.c.closed_at))
            return tuple((row.id, row.closed_at) for row in rows)

    async def _read(self, query: sa.Select[tuple[object, ...]]) -> tuple[Filed, ...]:
        async with self._engine.connect() as connection:
            rows = await connection.execute(query)
            return tuple(Filed(row.environment, decode_incident(row.record)) for row in rows)
