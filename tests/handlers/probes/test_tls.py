from __future__ import annotations

import asyncio
import dataclasses

import pytest

from handlers.core.ports import Health
from handlers.probes.base import Tools
from handlers.probes.reasons import Reason
from handlers.probes.timed_tls import timed_context
from handlers.probes.tls import TlsProbe, measure
from tests.handlers.probes.conftest import Listen, Probe
from tests.handlers.probes.servers import Authority


async def accept(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.read()


async def test_a_sound_certificate_is_ok_with_its_end(probe: Probe, listen: Listen, authority: Authority) -> None:
    port = await listen(accept, authority.server())
    seen = await probe(kind="tls", host="127.0.0.1", port=port, server_name="localhost")
    assert seen.health is Health.OK, seen
    assert seen.facts["tls_version"] == "TLSv1.3"
    assert {"connect", "tls"} <= set(seen.phases)


@pytest.mark.parametrize(
    ("certificate", "reason"),
    [
        (("localhost", 5.0), Reason.TLS_EXPIRING),
        (("localhost", -3.0), Reason.TLS_EXPIRED),
        (("other.example.com", 20.0), Reason.TLS_NAME),
    ],
)
async def test_a_bad_certificate_is_named_with_what_stands_in_it(
    probe: Probe, listen: Listen, authority: Authority, certificate: tuple[str, float], reason: Reason
) -> None:
    port = await listen(accept, authority.server(*certificate))
    seen = await probe(kind="tls", host="127.0.0.1", port=port, server_name="localhost")
    assert seen.reason == reason
    host, lasting = certificate
    assert lasting - 1 < seen.facts["tls_days_left"] < lasting + 1
    assert host in seen.facts["tls_subject"]


async def test_an_unknown_issuer_is_untrusted(probe: Probe, listen: Listen, authority: Authority, tools: Tools) -> None:
    port = await listen(accept, authority.server())
    strangers = dataclasses.replace(tools, tls=timed_context())
    seen = await probe(strangers, kind="tls", host="127.0.0.1", port=port, server_name="localhost")
    assert seen.reason == Reason.TLS_UNTRUSTED


async def test_an_authority_of_ones_own_is_trusted(
    probe: Probe, listen: Listen, authority: Authority, tools: Tools
) -> None:
    port = await listen(accept, authority.server())
    strangers = dataclasses.replace(tools, tls=timed_context())
    seen = await probe(strangers, kind="tls", host="127.0.0.1", port=port, authority=str(authority.path))
    assert seen.health is Health.OK, seen


async def test_an_authority_that_cannot_be_read_says_nothing_about_the_server(probe: Probe) -> None:
    seen = await probe(kind="tls", host="127.0.0.1", port=1, authority="nowhere.pem")
    assert (seen.health, seen.reason) == (Health.UNKNOWN, Reason.NOT_CONFIGURED)


async def test_plain_text_on_the_port_is_a_failed_handshake(probe: Probe, listen: Listen) -> None:
    async def plain(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example.com ESMTP\r\n")
        await writer.drain()

    assert (await probe(kind="tls", host="127.0.0.1", port=await listen(plain))).reason == Reason.TLS_HANDSHAKE


async def test_a_private_authority_is_trusted_from_its_file(
    tools: Tools, probe: Probe, listen: Listen, authority: Authority
) -> None:
    port = await listen(accept, authority.server())
    config = TlsProbe(kind="tls", host="127.0.0.1", port=port, server_name="localhost", authority=str(authority.path))
    strangers = dataclasses.replace(tools, tls=timed_context())
    assert (await measure(config, strangers)).health is Health.OK
    seen = await probe(kind="tls", host="127.0.0.1", port=port, authority="/nowhere.pem")
    assert (seen.health, seen.reason) == (Health.UNKNOWN, Reason.NOT_CONFIGURED)
