"""Hostile targets, and broken ones that look like it: bounded in time and memory, reported as what they are."""

from __future__ import annotations

import asyncio
import gzip
import resource
import zlib
from collections.abc import Awaitable, Callable

import pytest

from handlers.core.ports import Health
from handlers.probes.reasons import Reason
from tests.handlers.probes.conftest import Listen, Probe, RunProbe

Writer = asyncio.StreamWriter
Send = Callable[[Writer], Awaitable[None]]

OK = b"HTTP/1.1 200 OK\r\n"
MEGABYTE = 1024 * 1024
LIMIT = 9.0  # seconds, far below the patience of those that are to be named sooner


def patience(reason: Reason) -> float:
    """The time-out, in seconds: short where it is what ends the probe, long where it must not be needed."""
    return 0.3 if reason is Reason.TIMEOUT else 10.0


def after_request(send: Send) -> Callable[[asyncio.StreamReader, Writer], Awaitable[None]]:
    """A handler that reads the request's head and then behaves as `send` does."""

    async def handle(reader: asyncio.StreamReader, writer: Writer) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await send(writer)

    return handle


async def endless_body(writer: Writer) -> None:
    writer.write(OK + b"\r\n")
    while True:
        writer.write(b"x" * 65536)
        await writer.drain()


async def endless_chunks(writer: Writer) -> None:
    writer.write(OK + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"10000\r\n" + b"x" * 65536 + b"\r\n")
        await writer.drain()


async def slow_body(writer: Writer) -> None:
    writer.write(OK + b"\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.02)


async def slow_headers(writer: Writer) -> None:
    writer.write(OK + b"X-Slow: ")
    while True:
        writer.write(b"a")
        await writer.drain()
        await asyncio.sleep(0.02)


async def silent(_: Writer) -> None:
    await asyncio.Event().wait()


async def many_headers(writer: Writer) -> None:
    writer.write(OK + b"".join(b"X-%d: v\r\n" % number for number in range(10_000)) + b"\r\n")
    await writer.drain()
    await asyncio.Event().wait()


async def endless_headers(writer: Writer) -> None:
    writer.write(OK)
    while True:
        writer.write(b"X-Again: again\r\n" * 1000)
        await writer.drain()


async def one_long_header(writer: Writer) -> None:
    writer.write(OK + b"X-Long: ")
    while True:
        writer.write(b"x" * 65536)
        await writer.drain()


async def gzip_bomb(writer: Writer) -> None:
    writer.write(OK + b"Content-Encoding: gzip\r\n\r\n")
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    for _ in range(64):
        writer.write(packer.compress(b"\0" * MEGABYTE))
        await writer.drain()
    writer.write(packer.flush())
    await writer.drain()


async def broken_gzip(writer: Writer) -> None:
    writer.write(OK + b"Content-Encoding: gzip\r\nContent-Length: 9\r\n\r\nnot gzip!")
    await writer.drain()


async def banner(writer: Writer) -> None:
    writer.write(b"SSH-2.0-OpenSSH_9.2\r\n")
    await writer.drain()
    await asyncio.Event().wait()


@pytest.mark.parametrize(
    ("send", "reason", "phase"),
    [
        (endless_body, Reason.TOO_LARGE, ""),
        (endless_chunks, Reason.TOO_LARGE, ""),
        (gzip_bomb, Reason.TOO_LARGE, ""),
        (many_headers, Reason.TOO_LARGE, "first_byte"),
        (endless_headers, Reason.TOO_LARGE, "first_byte"),
        (one_long_header, Reason.TOO_LARGE, "first_byte"),
        (slow_body, Reason.TIMEOUT, "body"),
        (slow_headers, Reason.TIMEOUT, "first_byte"),
        (silent, Reason.TIMEOUT, "first_byte"),
        (broken_gzip, Reason.BODY, ""),
        (banner, Reason.PROTOCOL, "first_byte"),
    ],
)
async def test_an_http_target_is_bounded_and_named(
    run_config: RunProbe, listen: Listen, send: Send, reason: Reason, phase: str
) -> None:
    port = await listen(after_request(send))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    outcome = await run_config(kind="http", url=f"http://127.0.0.1:{port}/", timeout=patience(reason))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    seen = outcome.observation
    assert (seen.health, seen.reason) == (Health.FAILING, reason), seen
    assert seen.facts.get("phase", "") == phase
    assert outcome.seconds < LIMIT
    assert grown < 32 * 1024, f"{grown} KiB more memory"


@pytest.mark.parametrize(
    ("send", "reason"),
    [
        (endless_body, Reason.TOO_LARGE),
        (many_headers, Reason.TOO_LARGE),
        (one_long_header, Reason.TOO_LARGE),
        (slow_headers, Reason.TIMEOUT),
        (silent, Reason.TIMEOUT),
        (banner, Reason.PROTOCOL),
    ],
)
async def test_a_websocket_target_is_bounded_and_named(
    run_config: RunProbe, listen: Listen, send: Send, reason: Reason
) -> None:
    port = await listen(after_request(send))
    outcome = await run_config(kind="websocket", url=f"ws://127.0.0.1:{port}/", timeout=patience(reason))
    assert outcome.observation.reason == reason, outcome
    assert outcome.seconds < LIMIT


@pytest.mark.parametrize(
    "config",
    [
        {"kind": "postgres", "dsn": "postgresql://u:p@127.0.0.1:{port}/db"},
        {"kind": "redis", "url": "redis://127.0.0.1:{port}/0"},
        {"kind": "queue_depth", "url": "redis://127.0.0.1:{port}/0", "key": "jobs"},
        {"kind": "clickhouse", "url": "http://127.0.0.1:{port}"},
        {"kind": "tls", "host": "127.0.0.1", "port": "{port}"},
        {
            "kind": "token_exchange",
            "login": {"url": "http://127.0.0.1:{port}"},
            "show_to": {"url": "http://127.0.0.1:1"},
        },
        {"kind": "process", "url": "http://127.0.0.1:{port}", "process": "backend"},
    ],
)
async def test_a_half_open_socket_holds_nobody_up(
    run_config: RunProbe, listen: Listen, config: dict[str, object]
) -> None:
    """It accepts, reads what it is sent, and never says a word."""

    async def half_open(reader: asyncio.StreamReader, _: Writer) -> None:
        while await reader.read(65536):
            pass

    port = await listen(half_open)
    filled = _fill(config, str(port))
    outcome = await run_config(timeout="200ms", **filled)
    assert outcome.observation.reason == Reason.TIMEOUT, outcome
    assert outcome.seconds < LIMIT


@pytest.mark.parametrize(
    "config",
    [
        {"kind": "postgres", "dsn": "postgresql://u:p@127.0.0.1:{port}/db"},
        {"kind": "redis", "url": "redis://127.0.0.1:{port}/0"},
        {"kind": "tls", "host": "127.0.0.1", "port": "{port}"},
        {"kind": "http", "url": "http://127.0.0.1:{port}/"},
        {"kind": "websocket", "url": "ws://127.0.0.1:{port}/"},
    ],
)
async def test_endless_noise_in_a_wrong_protocol_holds_nobody_up(
    run_config: RunProbe, listen: Listen, config: dict[str, object]
) -> None:
    async def noise(_: asyncio.StreamReader, writer: Writer) -> None:
        while True:
            writer.write(gzip.compress(b"noise") * 1000)
            await writer.drain()

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    outcome = await run_config(timeout="400ms", **_fill(config, str(await listen(noise))))
    assert outcome.observation.health is not Health.OK
    assert outcome.seconds < LIMIT
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


async def test_a_flood_after_the_handshake_is_too_large(probe: Probe, listen: Listen) -> None:
    async def flood(writer: Writer) -> None:
        writer.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n")
        writer.write(b"Sec-WebSocket-Accept: wrong\r\n\r\n")
        while True:
            writer.write(b"\x82\x7f" + (1 << 40).to_bytes(8, "big") + b"x" * 65536)
            await writer.drain()

    port = await listen(after_request(flood))
    seen = await probe(kind="websocket", url=f"ws://127.0.0.1:{port}/", expect={"first_frame": True}, timeout="1s")
    assert seen.health is Health.FAILING


def _fill(config: dict[str, object], port: str) -> dict[str, object]:
    return {
        key: _fill(value, port) if isinstance(value, dict) else str(value).replace("{port}", port)
        for key, value in config.items()
    }
