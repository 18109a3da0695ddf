from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from handlers.core.ports import Health
from handlers.probes.reasons import Reason
from tests.handlers.probes.conftest import SECRET, Probe


@pytest.fixture
def dsn(postgres_port: int) -> str:
    return f"postgresql://postgres@127.0.0.1:{postgres_port}/postgres"


@pytest.fixture
async def admin(dsn: str) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(dsn)
    yield connection
    await connection.close()


@pytest.fixture
async def role(admin: Any) -> AsyncIterator[str]:
    await admin.execute(f"drop role if exists guarded; create role guarded login password '{SECRET}'")
    yield "guarded"
    await admin.execute("drop role guarded")


async def test_a_healthy_server_is_ok_with_its_numbers(probe: Probe, dsn: str) -> None:
    seen = await probe(kind="postgres", dsn=dsn, expect={"rows": [1], "within": "5s"})
    assert seen.health is Health.OK, seen
    assert seen.facts["max_connections"] == 20
    assert {"connect", "query", "health"} <= set(seen.phases)


async def test_a_standby_is_in_recovery_unless_one_is_expected(probe: Probe, standby_port: int) -> None:
    dsn = f"postgresql://postgres@127.0.0.1:{standby_port}/postgres"
    assert (await probe(kind="postgres", dsn=dsn)).reason == Reason.IN_RECOVERY
    assert (await probe(kind="postgres", dsn=dsn, expect={"role": "replica"})).health is Health.OK


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("select * from nowhere", Reason.TABLE_MISSING),
        ("selec 1", Reason.QUERY_FAILED),
        ("create table surprise (id int)", Reason.READ_ONLY),
    ],
)
async def test_a_query_the_server_refuses_is_named_by_its_sqlstate(
    probe: Probe, dsn: str, query: str, reason: Reason
) -> None:
    seen = await probe(kind="postgres", dsn=dsn, query=query)
    assert seen.reason == reason
    assert len(seen.facts["sqlstate"]) == 5


async def test_a_wrong_password_is_auth_failed_and_not_shown(probe: Probe, dsn: str, role: str) -> None:
    seen = await probe(kind="postgres", dsn=dsn.replace("postgres@", f"{role}:wrong-{SECRET}@"))
    assert seen.reason == Reason.AUTH_FAILED
    assert seen.facts["sqlstate"] == "28P01"
    assert SECRET not in repr(seen)


async def test_a_missing_database_is_named(probe: Probe, dsn: str) -> None:
    assert (await probe(kind="postgres", dsn=dsn[: -len("postgres")] + "nope")).reason == Reason.DATABASE_MISSING


async def test_a_refusal_for_want_of_connections_is_named(probe: Probe, dsn: str, admin: Any, role: str) -> None:
    await admin.execute(f"alter role {role} connection limit 0")
    seen = await probe(kind="postgres", dsn=dsn.replace("postgres@", f"{role}:{SECRET}@"))
    assert seen.reason == Reason.TOO_MANY_CONNECTIONS


async def test_a_read_only_default_is_named(probe: Probe, dsn: str, admin: Any, role: str) -> None:
    await admin.execute(f"alter role {role} set default_transaction_read_only = on")
    seen = await probe(kind="postgres", dsn=dsn.replace("postgres@", f"{role}:{SECRET}@"))
    assert seen.reason == Reason.READ_ONLY


async def test_connections_beyond_the_share_are_saturated(probe: Probe, dsn: str) -> None:
    seen = await probe(kind="postgres", dsn=dsn, expect={"connections": 0.01})
    assert seen.reason == Reason.CONNECTIONS_SATURATED


async def test_a_session_that_waits_for_a_lock_is_named(probe: Probe, dsn: str, admin: Any) -> None:
    await admin.execute("create table if not exists contended (id int)")
    waiting = await asyncpg.connect(dsn)
    async with admin.transaction():
        await admin.execute("lock table contended in access exclusive mode")
        task = asyncio.create_task(waiting.execute("select * from contended"))
        while not await admin.fetchval("select count(*) from pg_locks where not granted"):
            assert not task.done()
        seen = await probe(kind="postgres", dsn=dsn, expect={"lock_wait": "1ms"})
    await task
    await waiting.close()
    await admin.execute("drop table contended")
    assert seen.reason == Reason.LOCKED
    assert seen.facts["blocked"] == 1


async def test_a_slow_query_is_slow_and_says_where(probe: Probe, dsn: str) -> None:
    seen = await probe(kind="postgres", dsn=dsn, query="select pg_sleep(0.1)", expect={"within": "50ms"})
    assert seen.reason == Reason.SLOW
    assert seen.facts["slowest"] == "query"


async def test_a_query_without_end_times_out_in_its_phase(probe: Probe, dsn: str) -> None:
    seen = await probe(kind="postgres", dsn=dsn, query="select pg_sleep(60)", timeout="200ms")
    assert (seen.reason, seen.facts["phase"]) == (Reason.TIMEOUT, "query")


async def test_another_result_than_expected_is_named(probe: Probe, dsn: str) -> None:
    seen = await probe(kind="postgres", dsn=dsn, query="select 2", expect={"rows": [1]})
    assert seen.reason == Reason.QUERY_RESULT


async def test_a_dsn_that_insists_on_tls_is_told_apart_from_another_protocol(probe: Probe, dsn: str) -> None:
    assert (await probe(kind="postgres", dsn=dsn + "?sslmode=require")).reason == Reason.TLS_HANDSHAKE


async def test_a_query_the_role_may_not_ask_says_nothing_about_the_server(probe: Probe, dsn: str, role: str) -> None:
    asked = dsn.replace("postgres@", f"{role}:{SECRET}@")
    seen = await probe(kind="postgres", dsn=asked, query="select * from pg_authid")
    assert (seen.health, seen.reason) == (Health.UNKNOWN, Reason.FORBIDDEN)


async def test_a_database_the_server_should_have_is_missed_with_whatever_else_is_wrong(probe: Probe, dsn: str) -> None:
    seen = await probe(kind="postgres", dsn=dsn, expect={"databases": ["postgres", "shop"], "connections": 0.01})
    assert (seen.reason, seen.detail) == (Reason.DATABASE_MISSING, "the server has no database shop")
    assert [also["reason"] for also in seen.facts["also"]] == [Reason.CONNECTIONS_SATURATED]
    assert (await probe(kind="postgres", dsn=dsn, expect={"databases": ["postgres"]})).health is Health.OK
