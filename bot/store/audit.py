"""Every change that was made through the bot: what, when, how it ended, who approved it. Read from the runs' record."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.codec import decode_report
from bot.dispatch import CHANGES
from bot.incidents import mentions
from bot.store.tables import COMMANDS, REPORTS
from handlers.core.report import Report, Status


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `by`: who approved it, `asked_by`: who asked for it, as `mentions` keeps people; empty if unknown."""

    at: datetime
    run: str
    capability: str
    environment: str
    service: str
    status: Status
    headline: str
    by: str = ""
    asked_by: str = ""

    @property
    def was_made(self) -> bool:
        """Whether it took effect, as far as the bot saw."""
        return self.status is Status.DONE


class AuditStore:
    """Reads the changes among the finished runs, with the person behind each."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def changes(
        self,
        environment: str | None = None,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 100,
    ) -> tuple[Change, ...]:
        """The newest first, `limit` of them."""
        query = (
            sa.select(REPORTS.c.run, REPORTS.c.finished_at, REPORTS.c.report, COMMANDS.c.payload)
            .join_from(REPORTS, COMMANDS, COMMANDS.c.run == REPORTS.c.run, isouter=True)
            .where(REPORTS.c.capability.in_(sorted(CHANGES)))
            .order_by(REPORTS.c.finished_at.desc())
            .limit(limit)
        )
        if environment is not None:
            query = query.where(REPORTS.c.environment == environment)
        if since is not None:
            query = query.where(REPORTS.c.finished_at >= since)
        if until is not None:
            query = query.where(REPORTS.c.finished_at <= until)
        async with self._engine.connect() as connection:
            rows = await connection.execute(query)
            return tuple(_change(row.run, row.finished_at, decode_report(row.report), row.payload) for row in rows)


def _change(run: str, at: datetime, report: Report, payload: str | None) -> Change:
    origin: dict[str, Any] = json.loads(payload)["origin"] if payload else {}
    return Change(
        at=at,
        run=run,
        capability=report.capability,
        environment=report.environment,
        service=report.service or "",
        status=report.status,
        headline=report.headline,
        by=mentions.person(origin["user"], origin.get("name", "")) if origin.get("user") else "",
        asked_by=mentions.person(origin["asked_by"]) if origin.get("asked_by") else "",
    )
