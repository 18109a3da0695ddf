from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from handlers.core.ports import Health
from handlers.probes.reasons import Reason
from tests.handlers.probes.conftest import SECRET, Listen, Probe


@pytest.fixture
def url(valkey_port: int) -> str:
    return f"redis://127.0.0.1:{valkey_port}/0"


@pytest.fixture
async def admin(url: str) -> AsyncIterator[Redis]:
    """A client for changing the server's mind; everything is put back afterwards."""
    client = Redis.from_url(url)
    yield client
    for name, value in {"requirepass": "", "maxmemory": "0", "maxclients": "1000"}.items():
        await client.config_set(name, value)
    await client.execute_command("REPLICAOF", "NO", "ONE")
    await client.aclose()


async def test_a_healthy_server_answers(probe: Probe, url: str) -> None:
    seen = await probe(kind="redis", url=url, expect={"within": "5s"})
    assert seen.health is Health.OK, seen
    assert seen.facts["role"] == "primary"
    assert seen.facts["used_memory"] > 0


async def test_a_missing_password_is_auth_failed(probe: Probe, url: str, admin: Redis) -> None:
    await admin.ping()
    await admin.config_set("requirepass", SECRET)
    assert (await probe(kind="redis", url=url)).reason == Reason.AUTH_FAILED
    wrong = await probe(kind="redis", url=url.replace("//", f"//:not-{SECRET}@"))
    assert wrong.reason == Reason.AUTH_FAILED
    assert SECRET not in repr(wrong)
    assert (await probe(kind="redis", url=url.replace("//", f"//:{SECRET}@"))).health is Health.OK


async def test_memory_used_up_without_eviction_is_out_of_memory(probe: Probe, url: str, admin: Redis) -> None:
    await admin.config_set("maxmemory", "100000")
    seen = await probe(kind="redis", url=url)
    assert seen.reason == Reason.OUT_OF_MEMORY
    assert seen.facts["policy"] == "noeviction"


async def test_a_replica_without_its_primary_is_named(probe: Probe, url: str, admin: Redis) -> None:
    await admin.execute_command("REPLICAOF", "127.0.0.1", "1")
    assert (await probe(kind="redis", url=url)).reason == Reason.REPLICA_LINK_DOWN


async def test_a_refusal_for_want_of_connections_is_named(probe: Probe, url: str, admin: Redis) -> None:
    await admin.ping()
    await admin.config_set("maxclients", "1")
    assert (await probe(kind="redis", url=url)).reason == Reason.TOO_MANY_CONNECTIONS


async def test_something_else_on_the_port_is_another_protocol(probe: Probe, listen: Listen) -> None:
    async def http(reader: object, writer: object) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")  # type: ignore[attr-defined]  # a StreamWriter
        await writer.drain()  # type: ignore[attr-defined]  # a StreamWriter

    port = await listen(http)
    assert (await probe(kind="redis", url=f"redis://127.0.0.1:{port}/0")).reason == Reason.PROTOCOL


async def test_all_that_is_wrong_is_told_at_once(probe: Probe, url: str, admin: Redis) -> None:
    await admin.config_set("maxmemory", "1mb")
    try:
        seen = await probe(kind="redis", url=url, expect={"role": "replica"})
    finally:
        await admin.config_set("maxmemory", "0")
    assert [seen.reason, *(also["reason"] for also in seen.facts["also"])] == [Reason.STATE, Reason.OUT_OF_MEMORY]
