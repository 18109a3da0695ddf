"""Opening the database: one URL becomes the async engine, the migrations' connection and the durable runs' URL."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from handlers.core.errors import Permanent

_MIGRATIONS = Path(__file__).parent / "migrations"
_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
# SQLite has one writer: several connections would fight for it, unfairly and until a time-out. One is a fair queue.
_POOLS: dict[str, dict[str, Any]] = {
    "sqlite": {"pool_size": 1, "max_overflow": 0, "pool_timeout": 120.0},
    "postgresql": {"pool_pre_ping": True},
}

_ALONE = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "SELECT pg_advisory_xact_lock(727274)"}


def parse_database_url(text: str) -> URL:
    """The URL with the async driver; Permanent names the two kinds that are supported."""
    try:
        url = make_url(text)
    except ArgumentError as problem:
        raise Permanent("the database URL cannot be read; write sqlite:///medic.db or postgresql://...") from problem
    driver = _DRIVERS.get(url.get_backend_name())
    if driver is None:
        raise Permanent(f"databases of kind {url.get_backend_name()!r} are not supported; use sqlite or postgresql")
    return url.set(drivername=driver)


def durable_url(url: URL) -> str:
    """Where durable runs are kept: beside the SQLite file, or in the same Postgres database under its own schema."""
    if url.get_backend_name() == "sqlite":
        path = Path(url.database or "medic.db")
        return f"sqlite:///{path.with_name(path.stem + '-runs' + path.suffix)}"
    return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


async def open_database(url: URL) -> AsyncEngine:
    """The engine, migrated to the newest shape in one transaction. A SQLite file's folder is made."""
    if url.get_backend_name() == "sqlite" and url.database:
        await asyncio.to_thread(Path(url.database).parent.mkdir, parents=True, exist_ok=True)
    engine = create_async_engine(url, **_POOLS[url.get_backend_name()])
    if url.get_backend_name() == "sqlite":
        sa.event.listen(engine.sync_engine, "connect", _sqlite_pragmas)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_migrate)
    except BaseException:
        await engine.dispose()
        raise
    return engine


def _sqlite_pragmas(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]  # the DBAPI's connection is untyped here
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.execute("PRAGMA synchronous=FULL")  # an acknowledged command must survive a power cut
    cursor.close()


def _migrate(connection: sa.Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    # Who starts together waits here for the first and then finds nothing left to do. SQLite's driver begins no
    # transaction for DDL by itself: a bot that was killed meanwhile would leave tables that no later start could make.
    connection.exec_driver_sql(_ALONE[connection.dialect.name])
    command.upgrade(config, "head")
