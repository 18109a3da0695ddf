"""What checks saw, service by service: written in batches, read page by page. Older times live on in roll-ups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.tables import RESULTS
from handlers.core.ports import Health

HEALTHS: Mapping[Health, int] = MappingProxyType({Health.OK: 0, Health.FAILING: 1, Health.UNKNOWN: 2})
"""What is kept for each health; whatever is above 0 counts as trouble."""

_BY_NUMBER = {number: health for health, number in HEALTHS.items()}
_NAME, _DETAIL = 128, 300  # characters that are kept
_ROWS = 2000  # of one insert: the parameters of a statement are limited, 32,766 in SQLite


@dataclass(frozen=True, slots=True)
class Kept:
    """One result. `at`: seconds since 1970, kept to the millisecond; `ms`: how long it took, where that is known."""

    environment: str
    service: str
    at: float
    status: Health
    ms: float | None = None
    detail: str = ""
    cause: str = ""


class Cursor(NamedTuple):
    """Where a page ended, to begin the next."""

    at: int
    service: str


_NEWEST = Cursor(2**62, "")  # the first page has a bound too: without one, SQLite does not take the index it should


class ResultStore:
    """Results, newest first. Times are milliseconds since 1970 on disk."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def keep(self, results: Iterable[Kept]) -> None:
        """Write them in one transaction. Of two for the same service and millisecond the first stays."""
        rows = [_row(result) for result in results]
        insert = (sqlite.insert if self._engine.dialect.name == "sqlite" else postgresql.insert)(RESULTS)
        async with self._engine.begin() as connection:
            for start in range(0, len(rows), _ROWS):
                await connection.execute(insert.on_conflict_do_nothing(), rows[start : start + _ROWS])

    async def page(
        self,
        environment: str,
        service: str | None = None,
        *,
        only_trouble: bool = False,
        limit: int = 50,
        before: Cursor | None = None,
    ) -> tuple[Kept, ...]:
        """The newest `limit` results of an environment or of one service in it, all or those that are not OK.

        `before`: `cursor_of` the last one of the page before. Every page costs the same, however deep.
        """
        query = sa.select(RESULTS).where(RESULTS.c.environment == environment).limit(limit)
        if service is None:
            query = query.order_by(RESULTS.c.at.desc(), RESULTS.c.service.desc())
        else:
            query = query.where(RESULTS.c.service == service).order_by(RESULTS.c.at.desc())
        if only_trouble:
            query = query.where(sa.text("status > 0"))
        before = before or _NEWEST
        if service is None:
            query = query.where(sa.tuple_(RESULTS.c.at, RESULTS.c.service) < sa.tuple_(*map(sa.literal, before)))
        else:
            query = query.where(RESULTS.c.at < before.at)
        async with self._engine.connect() as connection:
            return tuple(_kept(row) for row in await connection.execute(query))

    async def between(
        self, environment: str, start: datetime, end: datetime, *, limit: int = 100_000
    ) -> tuple[Kept, ...]:
        """The results from `start` on, before `end`, oldest first, at most `limit`: a recorded story to replay."""
        query = (
            sa.select(RESULTS)
            .where(RESULTS.c.environment == environment, RESULTS.c.at >= ms_of(start), RESULTS.c.at < ms_of(end))
            .order_by(RESULTS.c.at, RESULTS.c.service)
            .limit(limit)
        )
        async with self._engine.connect() as connection:
            return tuple(_kept(row) for row in await connection.execute(query))


def cursor_of(result: Kept) -> Cursor:
    """The place of a result in its pages."""
    return Cursor(round(result.at * 1000), result.service)


def ms_of(moment: datetime) -> int:
    """Milliseconds since 1970 of an aware moment."""
    return round(moment.astimezone(UTC).timestamp() * 1000)


def _row(result: Kept) -> dict[str, Any]:
    return {
        "environment": result.environment,
        "at": round(result.at * 1000),
        "service": result.service[:_NAME],
        "status": HEALTHS[result.status],
        "ms": result.ms,
        "detail": result.detail[:_DETAIL] or None,
        "cause": result.cause[:_NAME] or None,
    }


def _kept(row: sa.Row[Any]) -> Kept:
    return Kept(
        row.environment,
        row.service,
        row.at / 1000,
        _BY_NUMBER[row.status],
        row.ms,
        row.detail or "",
        row.cause or "",
    )
