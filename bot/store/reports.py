"""Finished reports: the history behind `medic runs` and behind \"what changed since the last run in this thread\"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.codec import decode_report, encode_report
from bot.store.tables import REPORTS
from handlers.core.ports import Clock
from handlers.core.report import Report, Status

_NOT_FAILED = REPORTS.c.status != Status.NOT_DONE.value  # a run that could not do its work found nothing out


@dataclass(frozen=True, slots=True)
class PastRun:
    """One line of history."""

    run: str
    capability: str
    environment: str
    status: str
    headline: str
    finished_at: datetime


class ReportStore:
    """Reports by run. Pictures and patches are not kept: they are in the thread."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def keep(self, run: str, report: Report, thread: str | None = None) -> None:
        """Keep the report; a run that is resumed and finishes twice keeps the first."""
        insert = sqlite.insert if self._engine.dialect.name == "sqlite" else postgresql.insert
        row = {
            "run": run,
            "capability": report.capability,
            "environment": report.environment,
            "status": report.status.value,
            "headline": report.headline,
            "thread": thread,
            "finished_at": self._clock.now(),
            "report": encode_report(report, files=False),
        }
        async with self._engine.begin() as connection:
            await connection.execute(insert(REPORTS).values(**row).on_conflict_do_nothing())

    async def get(self, run: str) -> Report | None:
        """The report of one run, without its files."""
        return await self._one(sa.select(REPORTS.c.report).where(REPORTS.c.run == run))

    async def last_in_thread(self, thread: str, before_run: str) -> Report | None:
        """The newest report in a thread, other than that of `before_run`."""
        query = (
            sa.select(REPORTS.c.report)
            .where(REPORTS.c.thread == thread, REPORTS.c.run != before_run, _NOT_FAILED)
            .order_by(REPORTS.c.finished_at.desc())
            .limit(1)
        )
        return await self._one(query)

    async def last_good(self, capability: str, environment: str) -> Report | None:
        """The newest healthy report of this capability, to compare with."""
        query = (
            sa.select(REPORTS.c.report)
            .where(
                REPORTS.c.capability == capability,
                REPORTS.c.environment == environment,
                REPORTS.c.status == Status.HEALTHY.value,
            )
            .order_by(REPORTS.c.finished_at.desc())
            .limit(1)
        )
        return await self._one(query)

    async def _one(self, query: sa.Select[str]) -> Report | None:
        async with self._engine.connect() as connection:
            found = (await connection.execute(query)).scalar_one_or_none()
        return decode_report(found) if found else None

    async def since(
        self, capability: str, environment: str, start: datetime, limit: int
    ) -> tuple[tuple[datetime, Report], ...]:
        """The newest reports of a capability from `start` on, each with the moment it was finished."""
        query = (
            sa.select(REPORTS.c.finished_at, REPORTS.c.report)
            .where(
                REPORTS.c.capability == capability,
                REPORTS.c.environment == environment,
                REPORTS.c.finished_at >= start,
                _NOT_FAILED,
            )
            .order_by(REPORTS.c.finished_at.desc())
            .limit(limit)
        )
        async with self._engine.connect() as connection:
            return tuple((row.finished_at, decode_report(row.report)) for row in await connection.execute(query))

    async def between(
        self, capability: str, environment: str, start: datetime, end: datetime
    ) -> tuple[tuple[datetime, Report], ...]:
        """The reports of a capability that were finished from `start` to `end`, the newest first, fifty at most."""
        query = (
            sa.select(REPORTS.c.finished_at, REPORTS.c.report)
            .where(
                REPORTS.c.capability == capability,
                REPORTS.c.environment == environment,
                REPORTS.c.finished_at.between(start, end),
                _NOT_FAILED,
            )
            .order_by(REPORTS.c.finished_at.desc())
            .limit(50)
        )
        async with self._engine.connect() as connection:
            return tuple((row.finished_at, decode_report(row.report)) for row in await connection.execute(query))

    async def count_in_thread(self, thread: str) -> int:
        """How many reports a thread holds."""
        query = sa.select(sa.func.count()).where(REPORTS.c.thread == thread)
        async with self._engine.connect() as connection:
            return (await connection.execute(query)).scalar_one()

    async def recent(self, limit: int = 20) -> tuple[PastRun, ...]:
        """The newest runs first."""
        columns = [REPORTS.c[name] for name in PastRun.__slots__]
        query = sa.select(*columns).order_by(REPORTS.c.finished_at.desc()).limit(limit)
        async with self._engine.connect() as connection:
            return tuple(PastRun(*row) for row in await connection.execute(query))
