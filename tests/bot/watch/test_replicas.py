"""Two replicas on one database make each tick once; one that is killed in a tick loses and doubles none."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa

from bot.store.database import durable_url, open_database, parse_database_url
from bot.store.results import ResultStore
from tests.bot.watch.scheduling import Target, target

QUICK = {"check": "diagnose", "every": "2s", "jitter": "1s"}
NEVER = {"check": "diagnose", "cron": "0 0 29 2 *"}


@pytest.fixture
async def web():
    async with target() as found:
        yield found


@asynccontextmanager
async def replica(
    database: str, web: Target, schedule: dict[str, str], *more: str, name: str = "one"
) -> AsyncIterator[Process]:
    command = ["-m", "tests.bot.watch.replica", database, name, web.url, json.dumps(schedule), *more]
    process = await asyncio.create_subprocess_exec(sys.executable, *command, stdin=PIPE)
    try:
        yield process
        if process.returncode is None:
            assert process.stdin is not None
            process.stdin.close()
            assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def ticks(database: str) -> dict[str, str]:
    """Id -> status of every tick on disk."""
    engine = sa.create_engine(durable_url(parse_database_url(database)))
    table = "workflow_status" if engine.dialect.name == "sqlite" else "dbos.workflow_status"
    query = sa.text(f"SELECT workflow_uuid, status FROM {table} WHERE name = 'tick' ORDER BY workflow_uuid")  # noqa: S608 - one of two words
    with engine.connect() as connection:
        found = {row[0]: row[1] for row in connection.execute(query)}
    engine.dispose()
    return found


async def kept(database: str) -> int:
    engine = await open_database(parse_database_url(database))
    found = await ResultStore(engine).page("staging", limit=1000)
    await engine.dispose()
    return len(found)


def moment(tick: str) -> datetime:
    return datetime.fromisoformat(tick.removeprefix("tick-"))


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_two_replicas_make_each_tick_once(database_url: str, web: Target):
    async with replica(database_url, web, QUICK, name="one"), replica(database_url, web, QUICK, name="two"):
        await web.was_asked(5)
    found = await asyncio.to_thread(ticks, database_url)
    assert all(second - first >= timedelta(seconds=2) for first, second in pairwise(map(moment, found)))
    # A tick that began too late on a busy machine is left out; none is made twice.
    assert 5 <= web.asked <= len(found)
    assert await kept(database_url) <= web.asked


async def test_a_tick_that_was_killed_is_made_anew_at_the_next_start(tmp_path, web: Target):
    database = f"sqlite:///{tmp_path}/medic.db"
    web.gate.clear()
    async with replica(database, web, NEVER, "now") as process:
        await web.was_asked(1)
        process.kill()
        await process.wait()
    assert list((await asyncio.to_thread(ticks, database)).values()) == ["PENDING"]
    web.gate.set()
    async with replica(database, web, NEVER):
        await web.was_asked(2)
    assert len(await asyncio.to_thread(ticks, database)) == 1
    assert web.asked == 2


async def test_a_tick_that_was_killed_and_is_old_ends_quietly_and_the_next_ones_come(tmp_path, web: Target):
    database = f"sqlite:///{tmp_path}/medic.db"
    web.gate.clear()
    async with replica(database, web, QUICK) as process:
        await web.was_asked(1)
        process.kill()
        await process.wait()
    killed = next(iter(await asyncio.to_thread(ticks, database)))
    web.gate.set()
    async with replica(database, web, QUICK):  # to start takes longer than a tick every two seconds may be late
        await web.was_asked(3)
    found = await asyncio.to_thread(ticks, database)
    assert found[killed] == "SUCCESS"
    assert web.asked <= len(found)
