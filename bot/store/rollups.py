"""Roll-ups: what is left of results when they are old. Five minutes, then an hour, then a day become one row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.results import ms_of
from bot.store.tables import RESULTS, ROLL_UPS

SPANS = (300, 3600, 86400)
"""Seconds that one row stands for, finest first."""

_RAW = 0  # what stands for the results themselves where a span is meant
_LAG = timedelta(seconds=60)  # a result may be on its way for as long
_STEPS = 500  # transactions in one go at most: the rest is done at the next
_POINTS = 1500  # of a series; a finer one would not be read
_ROWS = 10_000  # deleted in one transaction: on SQLite it holds up everybody else


@dataclass(frozen=True, slots=True)
class Retention:
    """How long each is kept: the results themselves, and the roll-ups of five minutes, an hour and a day.

    An environment's results are kept for `while_few`, long enough to replay last week, as long as there are no more
    than `few` of them; of more, the newest, but never less than `results`.
    """

    results: timedelta = timedelta(days=2)
    five_minutes: timedelta = timedelta(days=14)
    hours: timedelta = timedelta(days=90)
    days: timedelta = timedelta(days=365)
    while_few: timedelta = timedelta(days=8)
    few: int = 10_000_000

    @property
    def by_span(self) -> Mapping[int, timedelta]:
        """Seconds of one row -> how long it is kept; 0 for the results."""
        return dict(zip((_RAW, *SPANS), (self.results, self.five_minutes, self.hours, self.days), strict=True))


@dataclass(frozen=True, slots=True)
class Point:
    """One row of a series. `at`: when it begins, seconds since 1970; `ms`: the mean of what was timed.

    `availability`: percent of the results that were OK, among those that could be made; None where none could.
    """

    at: float
    ms: float | None
    availability: float | None


@dataclass(frozen=True, slots=True)
class Series:
    """A window of history: service -> points, oldest first. `step`: seconds each stands for, 0 for single results."""

    step: int
    points: Mapping[str, tuple[Point, ...]]


class RollUpStore:
    """Makes, reads and deletes roll-ups. Making the same again changes nothing, so replicas may meet in it."""

    def __init__(self, engine: AsyncEngine, retention: Retention | None = None) -> None:
        self._engine = engine
        self._retention = retention or Retention()

    async def roll_up(self, environment: str, now: datetime) -> int:
        """Bring all roll-ups of an environment up to date, and delete what is old; how many transactions it took."""
        taken = 0
        for finer, span in zip((_RAW, *SPANS), SPANS, strict=False):
            steps = await self._rolled(environment, finer, span, ms_of(now - _LAG))
            taken += steps
            if steps == _STEPS:  # the coarser roll-ups want these whole
                break
        for span, kept in self._retention.by_span.items():
            lasts = await self._results_last(environment) if span == _RAW else kept
            taken += await self._deleted(environment, span, ms_of(now - lasts))
        return taken

    async def _results_last(self, environment: str) -> timedelta:
        """How long the results are kept, by how many came in the last hour that was rolled up."""
        kept = self._retention
        mine = (ROLL_UPS.c.environment == environment) & (ROLL_UPS.c.span == SPANS[1])
        newest = sa.select(sa.func.max(ROLL_UPS.c.at)).where(mine).scalar_subquery()
        in_an_hour = sa.func.sum(ROLL_UPS.c.ok + ROLL_UPS.c.failing + ROLL_UPS.c.unknown)
        async with self._engine.connect() as connection:
            count = await connection.scalar(sa.select(in_an_hour).where(mine, ROLL_UPS.c.at == newest))
        hours = kept.few / int(count) if count else float("inf")
        if hours >= kept.while_few / timedelta(hours=1):
            return max(kept.results, kept.while_few)
        return max(kept.results, timedelta(hours=hours))

    async def environments(self) -> tuple[str, ...]:
        """Every environment that has results or roll-ups, one index look-up for each."""
        found: list[str] = []
        async with self._engine.connect() as connection:
            while True:
                nexts = [
                    await connection.scalar(
                        sa.select(sa.func.min(table.c.environment)).where(table.c.environment > (found or [""])[-1])
                    )
                    for table in (RESULTS, ROLL_UPS)
                ]
                if not any(nexts):
                    return tuple(found)
                found.append(min(name for name in nexts if name))

    async def series(self, environment: str, start: datetime, end: datetime) -> Series:
        """Latency and availability of each service from `start` on, before `end`, as finely as is kept and can be read.

        The results themselves where they are all there and few enough, else the finest roll-ups that reach back far.
        """
        step = self._step(start, end, end)
        table = RESULTS if step == _RAW else ROLL_UPS
        if step == _RAW:
            columns = [RESULTS.c.at, RESULTS.c.service, *_first_totals()]
        else:
            columns = [ROLL_UPS.c[name] for name in ("at", "service", "ok", "failing", "ms_sum", "timed")]
        query = sa.select(*columns).where(
            table.c.environment == environment, table.c.at >= ms_of(start), table.c.at < ms_of(end)
        )
        if step != _RAW:
            query = query.where(ROLL_UPS.c.span == step)
        points: dict[str, list[Point]] = defaultdict(list)
        async with self._engine.connect() as connection:
            for row in await connection.execute(query.order_by(table.c.at)):
                points[row.service].append(_point(row))
        return Series(step, {service: tuple(found) for service, found in points.items()})

    def _step(self, start: datetime, end: datetime, now: datetime) -> int:
        apart = (end - start).total_seconds()
        for span, kept in self._retention.by_span.items():
            if start >= now - kept and apart / (span or 60) <= _POINTS:
                return span
        return SPANS[-1]

    async def _rolled(self, environment: str, finer: int, span: int, until: int) -> int:
        """Roll up `finer` into `span` from where it was left, window by window, as far as all of it is there."""
        ms = span * 1000
        for taken in range(_STEPS):
            start = await self._begin(environment, finer, span)
            if start is None or start // ms * ms + ms > until:
                return taken
            window = (start // ms * ms, start // ms * ms + ms)
            async with self._engine.begin() as connection:
                await connection.execute(self._rolling(environment, finer, span, window))
        return _STEPS

    async def _begin(self, environment: str, finer: int, span: int) -> int | None:
        """The first moment that is in `finer` and not yet in `span`."""
        mine = sa.select(sa.func.max(ROLL_UPS.c.at)).where(
            ROLL_UPS.c.environment == environment, ROLL_UPS.c.span == span
        )
        table = RESULTS if finer == _RAW else ROLL_UPS
        async with self._engine.connect() as connection:
            last = await connection.scalar(mine)
            query = sa.select(sa.func.min(table.c.at)).where(table.c.environment == environment)
            if finer != _RAW:
                query = query.where(ROLL_UPS.c.span == finer)
            if last is not None:
                query = query.where(table.c.at >= last + span * 1000)
            found: int | None = await connection.scalar(query)
            return found

    def _rolling(self, environment: str, finer: int, span: int, window: tuple[int, int]) -> sa.Executable:
        table = RESULTS if finer == _RAW else ROLL_UPS
        totals = _totals_of_results() if finer == _RAW else _totals_of_roll_ups()
        each: sa.ColumnElement[int] = sa.literal_column(
            str(span * 1000)
        )  # a parameter would be another one in GROUP BY, as PostgreSQL sees it
        beginning = (table.c.at - table.c.at % each).label("beginning")
        query = (
            sa.select(sa.literal(environment), sa.literal(span), beginning, table.c.service, *totals)
            .where(table.c.environment == environment, table.c.at >= window[0], table.c.at < window[1])
            .group_by(beginning, table.c.service)
        )
        if finer != _RAW:
            query = query.where(ROLL_UPS.c.span == finer)
        insert = sqlite.insert if self._engine.dialect.name == "sqlite" else postgresql.insert
        names = ["environment", "span", "at", "service", "ok", "failing", "unknown", "timed", "ms_sum", "ms_max"]
        return insert(ROLL_UPS).from_select(names, query).on_conflict_do_nothing()

    async def _deleted(self, environment: str, span: int, before: int) -> int:
        """Delete what is older, oldest first and little by little."""
        table = RESULTS if span == _RAW else ROLL_UPS
        mine = table.c.environment == environment
        if span != _RAW:
            mine = mine & (ROLL_UPS.c.span == span)
        for taken in range(_STEPS):
            async with self._engine.begin() as connection:
                old = sa.select(table.c.at).where(mine, table.c.at < before).order_by(table.c.at)
                last = await connection.scalar(old.offset(_ROWS).limit(1))
                gone = await connection.execute(sa.delete(table).where(mine, table.c.at <= (last or before - 1)))
                if not gone.rowcount:
                    return taken
        return _STEPS


def _first_totals() -> list[sa.Label[Any]]:
    """The results as if each were a roll-up of itself."""
    return [
        _is(0).label("ok"),
        _is(1).label("failing"),
        RESULTS.c.ms.label("ms_sum"),
        sa.case((RESULTS.c.ms.is_(None), 0), else_=1).label("timed"),
    ]


def _is(status: int) -> sa.Case[int]:
    return sa.case((RESULTS.c.status == status, 1), else_=0)


def _totals_of_results() -> list[sa.ColumnElement[Any]]:
    return [
        *(sa.func.sum(_is(status)) for status in (0, 1, 2)),
        sa.func.count(RESULTS.c.ms),
        sa.func.coalesce(sa.func.sum(RESULTS.c.ms), 0.0),
        sa.func.max(RESULTS.c.ms),
    ]


def _totals_of_roll_ups() -> list[sa.ColumnElement[Any]]:
    summed = ("ok", "failing", "unknown", "timed", "ms_sum")
    return [*(sa.func.sum(ROLL_UPS.c[name]) for name in summed), sa.func.max(ROLL_UPS.c.ms_max)]


def _point(row: sa.Row[Any]) -> Point:
    made = row.ok + row.failing
    return Point(row.at / 1000, row.ms_sum / row.timed if row.timed else None, 100.0 * row.ok / made if made else None)
