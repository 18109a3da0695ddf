"""What other services were told, or are still to be told: one row for each message and service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.tables import FALLBACKS
from handlers.core.ports import Clock

WAITS, TRIED, TOLD, GIVEN_UP = "waits", "tried", "told", "given up"


@dataclass(frozen=True, slots=True)
class Letter:
    """One message for one service. `ends`: it tells of an end. `state`: TRIED is sent, with the answer not known."""

    key: str
    sink: str
    incident: str
    tone: str
    title: str
    body: str
    ends: bool
    state: str = WAITS
    attempts: int = 0


class FallbackStore:
    """The letters, each once for a key and a service whoever writes it down."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def keep(self, letters: Sequence[Letter]) -> None:
        """Write letters down; those that are there already stay as they are."""
        if not letters:
            return
        insert = sqlite.insert if self._engine.dialect.name == "sqlite" else postgresql.insert
        now = self._clock.now()
        rows = [{name: getattr(letter, name) for name in Letter.__slots__} for letter in letters]
        values = [{**row, "written_at": now, "due_at": now} for row in rows]
        async with self._engine.begin() as connection:
            await connection.execute(insert(FALLBACKS).values(values).on_conflict_do_nothing())

    async def keys(self, incidents: Sequence[str]) -> frozenset[str]:
        """The messages of these incidents that were written down for any service."""
        query = sa.select(FALLBACKS.c.key).where(FALLBACKS.c.incident.in_(incidents)).distinct()
        async with self._engine.connect() as connection:
            return frozenset((await connection.execute(query)).scalars())

    async def of_incident(self, incident: str) -> tuple[Letter, ...]:
        """All letters about one incident, in the order they were written in."""
        query = sa.select(FALLBACKS).where(FALLBACKS.c.incident == incident)
        async with self._engine.connect() as connection:
            rows = await connection.execute(query.order_by(FALLBACKS.c.number))
            return tuple(_letter(row) for row in rows)

    async def next(self, sink: str) -> Letter | None:
        """The oldest letter that this service has not taken yet, if it is time to try it (again)."""
        is_open = FALLBACKS.c.state.in_((WAITS, TRIED))
        query = sa.select(FALLBACKS).where(FALLBACKS.c.sink == sink, is_open).order_by(FALLBACKS.c.number).limit(1)
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).one_or_none()
        return _letter(row) if row is not None and row.due_at <= self._clock.now() else None

    async def mark(self, letter: Letter, state: str, wait: float = 0.0) -> None:
        """What became of a letter; `wait`: seconds until it may be tried again."""
        due: datetime = self._clock.now() + timedelta(seconds=wait)
        is_it = (FALLBACKS.c.key == letter.key) & (FALLBACKS.c.sink == letter.sink)
        tried = FALLBACKS.c.attempts + (1 if state == TRIED else 0)
        async with self._engine.begin() as connection:
            await connection.execute(sa.update(FALLBACKS).where(is_it).values(state=state, due_at=due, attempts=tried))


def _letter(row: sa.Row[tuple[object, ...]]) -> Letter:
    return Letter(**{name: getattr(row, name) for name in Letter.__slots__})
