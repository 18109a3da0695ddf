"""Faults of Postgres."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from bot.demo.faults.base import Breakable, Fault, configured, stopped
from bot.demo.process import Process

_DELAY = 0.3  # seconds per piece of an answer: a login needs four, a query two
_FORGOTTEN = "report of yesterday"  # the name of the sessions nobody closes, which no other fault cuts
_CUT = """
    select pg_terminate_backend(pid) from pg_stat_activity
    where (usename = 'demo' and application_name <> 'report of yesterday') or datname = 'demo'
"""


@asynccontextmanager
async def _slow(stack: Breakable) -> AsyncIterator[None]:
    stack.postgres.proxy.delay = _DELAY
    yield
    stack.postgres.proxy.delay = 0.0
    await asyncio.sleep(_DELAY)  # what was held back arrives in its time


@asynccontextmanager
async def _read_only(stack: Breakable) -> AsyncIterator[None]:
    await _administrate(stack, "alter system set default_transaction_read_only = on", "select pg_reload_conf()", _CUT)
    await stack.supervisor["postgres"].until_logged('"default_transaction_read_only" changed to "on"')
    yield
    await _administrate(stack, "alter system reset default_transaction_read_only", "select pg_reload_conf()", _CUT)


@asynccontextmanager
async def _too_many_connections(stack: Breakable) -> AsyncIterator[None]:
    """Somebody opens transactions and forgets them, until the server refuses the product."""
    held: list[asyncpg.Connection[asyncpg.Record]] = []
    await _administrate(stack, _CUT)
    try:
        with contextlib.suppress(asyncpg.TooManyConnectionsError):
            while True:
                held.append(await stack.postgres.connect("postgres", _FORGOTTEN))
                await held[-1].execute("begin")
        yield
    finally:
        for connection in held:
            connection.terminate()


@asynccontextmanager
async def _database_missing(stack: Breakable) -> AsyncIterator[None]:
    await _rename(stack, "demo", "demo_moved")
    await _refused(stack)
    yield
    await _rename(stack, "demo_moved", "demo")


@asynccontextmanager
async def _password_changed(stack: Breakable) -> AsyncIterator[None]:
    await _administrate(stack, f"alter role demo password '{secrets.token_hex(16)}'", _CUT)
    await _refused(stack)
    yield
    await _administrate(stack, f"alter role demo password '{stack.plan.secrets.postgres}'", _CUT)


@asynccontextmanager
async def _migration_pending(stack: Breakable) -> AsyncIterator[None]:
    """A release of the backend comes before its migration."""
    await _administrate(stack, "alter table messages rename to messages_v1", database="demo")
    async with _RELEASED.effect(stack):
        yield
        await _administrate(stack, "alter table messages_v1 rename to messages", database="demo")


async def _checked(process: Process) -> None:
    await process.until_logged("schema: ")


_RELEASED = configured("migration-pending", "backend", "", {"RELEASE": "2026-11"}, _checked)


async def _rename(stack: Breakable, name: str, other: str) -> None:
    """Let nobody in meanwhile: a database that somebody uses cannot be renamed."""
    await _administrate(
        stack,
        f"alter database {name} allow_connections false",
        _CUT,
        f"alter database {name} rename to {other}",
        f"alter database {other} allow_connections true",
    )


async def _refused(stack: Breakable) -> None:
    """The product asks once and is refused, as it will be from now on."""
    with contextlib.suppress(asyncpg.PostgresError):
        await (await stack.postgres.connect()).close()


async def _administrate(stack: Breakable, *statements: str, database: str = "postgres") -> None:
    """Run statements as superuser, each by itself."""
    admin = await stack.postgres.admin(database)
    try:
        for statement in statements:
            await admin.execute(statement)
    finally:
        await admin.close()


FAULTS = (
    Fault(
        "migration-pending",
        "backend",
        "The backend's release expects the table messages, which the schema does not have (42P01).",
        _migration_pending,
        processes=("postgres", "backend"),
    ),
    Fault("slow-database", "postgres", "Every answer of Postgres comes 300 ms late, for services and probes.", _slow),
    Fault(
        "database-read-only", "postgres", "Postgres refuses writes: default_transaction_read_only is on.", _read_only
    ),
    Fault(
        "too-many-connections",
        "postgres",
        "Forgotten transactions hold every connection; new ones are refused (53300).",
        _too_many_connections,
    ),
    Fault("database-missing", "postgres", "The product's database has been renamed (3D000).", _database_missing),
    Fault(
        "postgres-auth",
        "postgres",
        "The password of the product's role was changed at the server only (28P01).",
        _password_changed,
    ),
    stopped("postgres-down", "postgres", "Postgres is stopped; its port refuses connections."),
)
