"""PostgreSQL: connect, query, and the numbers that tell why it is about to fail."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal

import asyncpg
from pydantic import AfterValidator, Field

from handlers.core.model import KeepUnset, Model, Seconds
from handlers.probes import phases
from handlers.probes.base import Observation, ProbeConfig, Tools
from handlers.probes.expectations import too_slow
from handlers.probes.postgres_health import measure_health, sqlstate_reason
from handlers.probes.reasons import Reason


def _checked(dsn: str) -> str:
    if not dsn.startswith(("postgres://", "postgresql://")):
        raise ValueError("this is no PostgreSQL address, expected postgresql://user:password@host:port/database")
    return dsn


Dsn = Annotated[str, AfterValidator(_checked), KeepUnset]


class PostgresExpect(Model):
    """`rows`: what the query's first column must hold. `role`: a primary takes writes, a replica is in recovery.

    `connections`: the share of those not reserved beyond which it counts as saturated. `lag`: the replication lag
    allowed. `lock_wait`: how long a session may wait for a lock. `databases`: those the server must have, which is of
    use to a login of one's own (with `pg_use_reserved_connections`, say) that gets in where the product's does not.
    """

    rows: list[Any] | None = None
    role: Literal["primary", "replica", "any"] = "primary"
    within: Seconds | None = None
    connections: float = Field(default=0.9, gt=0, le=1)
    lag: Seconds = 60.0
    lock_wait: Seconds = 30.0
    databases: tuple[str, ...] = ()


class PostgresProbe(ProbeConfig):
    """Connects with `dsn`, runs `query` in a read-only transaction, and looks at the server's own statistics."""

    kind: Literal["postgres"]
    dsn: Dsn
    query: str = "select 1"
    expect: PostgresExpect = Field(default_factory=PostgresExpect)


async def measure(config: PostgresProbe, tools: Tools) -> Observation:
    """OK when it can be connected to, answers, and is not about to run out of anything; network errors are raised."""
    start = tools.clock.monotonic()
    watch = phases.current()
    try:
        with watch.during("connect"):
            connection = await asyncpg.connect(
                config.dsn,
                timeout=config.timeout,
                statement_cache_size=0,  # a pooler in front may not know prepared statements
                server_settings={"application_name": "opsmedic"},
            )
        try:
            return await _examine(config, connection, tools, start)
        finally:
            connection.terminate()
    except asyncpg.PostgresError as error:
        return _said_no(error)
    except ConnectionError as error:
        if "rejected SSL upgrade" not in str(error):
            raise
        return _no_tls(config.dsn)


async def _examine(config: PostgresProbe, connection: Any, tools: Tools, start: float) -> Observation:
    watch = phases.current()
    with watch.during("query"):
        async with connection.transaction(readonly=True):
            rows = await connection.fetch(config.query)
    seconds = tools.clock.monotonic() - start
    wrong = [_rows(config, rows), too_slow(seconds, config.expect.within, watch.done)]
    try:
        async with asyncio.timeout(max(0.0, config.timeout - seconds) * 0.9):
            with watch.during("health"):
                health = await measure_health(connection)
                wrong += [await _absent(config.expect.databases, connection), health.judge(config.expect)]
    except TimeoutError:
        if not any(wrong):
            raise
    return Observation.of_all([one for one in wrong if one]) or Observation.ok(
        f"answered in {seconds * 1000:.0f} ms, {health.connections} of {health.max_connections} connections",
        **health.facts(),
    )


async def _absent(expected: tuple[str, ...], connection: Any) -> Observation | None:
    """The databases that should be on the server and are not."""
    if not expected:
        return None
    there = {row[0] for row in await connection.fetch("select datname from pg_database")}
    missing = [name for name in expected if name not in there]
    if not missing:
        return None
    names = ", ".join(missing)
    return Observation.failing(Reason.DATABASE_MISSING, f"the server has no database {names}", databases=sorted(there))


def _rows(config: PostgresProbe, rows: list[Any]) -> Observation | None:
    if config.expect.rows is None:
        return None
    seen = [row[0] for row in rows]
    if seen == config.expect.rows:
        return None
    detail = f"the query answered {str(seen)[:80]}, expected {str(config.expect.rows)[:80]}"
    return Observation.failing(
        Reason.QUERY_RESULT, detail, expected=str(config.expect.rows), seen=[str(item) for item in seen[:10]]
    )


def _no_tls(dsn: str) -> Observation:
    """asyncpg asks for TLS first; a PostgreSQL without it declines, and only a DSN that insists ends there."""
    if "sslmode=require" in dsn or "sslmode=verify" in dsn:
        return Observation.failing(Reason.TLS_HANDSHAKE, "the server declines TLS, and the DSN insists on it")
    return Observation.failing(Reason.PROTOCOL, "not a PostgreSQL answer to the request for TLS")


def _said_no(error: asyncpg.PostgresError) -> Observation:
    """What the server's own error says; a permission our role lacks is no fault of the server."""
    sqlstate, words = str(error.sqlstate or ""), str(error)
    reason = sqlstate_reason(sqlstate)
    facts = {"sqlstate": sqlstate, "message": words, "phase": phases.current().under_way}
    if reason is Reason.FORBIDDEN:
        return Observation.unknown(reason, f"the probe's role may not ask this: {words}", **facts)
    return Observation.failing(reason, f"the server says no ({sqlstate}): {words}", **facts)
