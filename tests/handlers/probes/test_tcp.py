from __future__ import annotations

import asyncio

from handlers.core.ports import Health
from handlers.probes.reasons import Reason
from tests.handlers.probes.conftest import Listen, Probe
from tests.handlers.probes.servers import free_port


async def accept(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.read()


async def test_an_open_port_is_ok_and_timed(probe: Probe, listen: Listen) -> None:
    seen = await probe(kind="tcp", host="127.0.0.1", port=await listen(accept))
    assert seen.health is Health.OK
    assert seen.phases["connect"] > 0


async def test_a_closed_port_is_refused(probe: Probe) -> None:
    assert (await probe(kind="tcp", host="127.0.0.1", port=free_port())).reason == Reason.REFUSED


async def test_both_addresses_of_localhost_refusing_is_refused(probe: Probe) -> None:
    assert (await probe(kind="tcp", host="localhost", port=free_port())).reason == Reason.REFUSED


async def test_a_name_that_does_not_exist_is_dns(probe: Probe) -> None:
    assert (await probe(kind="tcp", host="does-not-exist.invalid", port=80)).reason == Reason.DNS
