"""Posts, recorded as intended before they are sent and as done after: a crash between loses and doubles nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.tables import POSTS
from handlers.core.ports import Clock


@dataclass(frozen=True, slots=True)
class Intent:
    """What will be posted: `key` is its idempotency key, `thread` the root's ts, or None for a root.

    `broadcast`: the channel is to see this reply as well. It is not part of the record.
    """

    key: str
    run: str
    channel: str
    thread: str | None = None
    broadcast: bool = False


@dataclass(frozen=True, slots=True)
class Posted:
    """A post that Slack has: where, and under which ts."""

    key: str
    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the record says of a key: `ts` once it is done; `fresh` when this call was the first to intend it."""

    fresh: bool
    intended_at: datetime
    ts: str | None


class PostStore:
    """The record of posts, one row per idempotency key."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def intend(self, intent: Intent) -> Recorded:
        """Claim the key; the affected-row count says whether this call was the first."""
        now = self._clock.now()
        insert = sqlite.insert if self._engine.dialect.name == "sqlite" else postgresql.insert
        row = {"key": intent.key, "run": intent.run, "channel": intent.channel, "thread": intent.thread}
        statement = insert(POSTS).values(intended_at=now, **row).on_conflict_do_nothing()
        async with self._engine.begin() as connection:
            if (await connection.execute(statement)).rowcount == 1:
                return Recorded(True, now, None)
            found = (await connection.execute(sa.select(POSTS).where(POSTS.c.key == intent.key))).one()
        return Recorded(False, found.intended_at, found.ts)

    async def done(self, key: str, ts: str) -> None:
        """Slack has it, under this ts (a file's id for files)."""
        async with self._engine.begin() as connection:
            await connection.execute(sa.update(POSTS).where(POSTS.c.key == key).values(ts=ts))

    async def of_run(self, run: str) -> tuple[Posted, ...]:
        """What Slack has of one run, in the order it was intended in."""
        query = sa.select(POSTS).where(POSTS.c.run == run, POSTS.c.ts.is_not(None)).order_by(POSTS.c.intended_at)
        async with self._engine.connect() as connection:
            return tuple(Posted(row.key, row.channel, row.ts) for row in await connection.execute(query))

    async def run_at(self, channel: str, ts: str) -> str:
        """The run whose post stands there; empty when it is none of ours."""
        query = sa.select(POSTS.c.run).where(POSTS.c.channel == channel, POSTS.c.ts == ts).limit(1)
        async with self._engine.connect() as connection:
            return (await connection.execute(query)).scalar_one_or_none() or ""

    async def is_done(self, key: str) -> bool:
        """Whether Slack has what was intended under this key."""
        query = sa.select(POSTS.c.ts).where(POSTS.c.key == key)
        async with self._engine.connect() as connection:
            return (await connection.execute(query)).scalar_one_or_none() is not None
