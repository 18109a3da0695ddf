from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from handlers.core.ports import Health
from handlers.probes.reasons import Reason
from handlers.probes.resp import connect
from tests.handlers.probes.conftest import Probe

ITEMS: dict[str, list[tuple[str, ...]]] = {
    "jobs": [("RPUSH", "jobs", "a", "b", "c")],
    "events": [("XADD", "events", "*", "k", "v")] * 3,
    "members": [("SADD", "members", "a", "b", "c")],
    "later": [("ZADD", "later", "1", "a", "2", "b", "3", "c")],
    "text": [("SET", "text", "abc")],
}


@pytest.fixture
async def url(valkey_port: int) -> AsyncIterator[str]:
    address = f"redis://127.0.0.1:{valkey_port}/5"
    async with connect(address, None) as connection:
        for commands in ITEMS.values():
            for command in commands:
                await connection.ask(*command)
        yield address
        await connection.ask("FLUSHDB")


@pytest.mark.parametrize("key", ["jobs", "events", "members", "later"])
async def test_what_waits_is_counted_whatever_holds_it(probe: Probe, url: str, key: str) -> None:
    assert (await probe(kind="queue_depth", url=url, key=key, expect={"depth": 3})).health is Health.OK
    deep = await probe(kind="queue_depth", url=url, key=key, expect={"depth": 2})
    assert (deep.reason, deep.facts["depth"]) == (Reason.QUEUE_DEEP, 3)


async def test_no_key_is_an_empty_queue_and_a_text_none_at_all(probe: Probe, url: str) -> None:
    assert (await probe(kind="queue_depth", url=url, key="nowhere")).health is Health.OK
    assert (await probe(kind="queue_depth", url=url, key="text")).reason == Reason.NOT_CONFIGURED
