from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from aiohttp import web
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from handlers.core.ports import Health
from handlers.probes.reasons import Reason
from tests.handlers.probes.conftest import Probe, Serve
from tests.handlers.probes.servers import Authority

ServeSocket = Callable[..., Awaitable[str]]


@pytest.fixture
async def serve_socket() -> AsyncIterator[ServeSocket]:
    """Serve a WebSocket handler; returns its address."""
    async with AsyncExitStack() as stack:

        async def start(handler: Callable[[ServerConnection], Awaitable[None]], **options: Any) -> str:
            server = await stack.enter_async_context(serve(handler, "127.0.0.1", 0, compression=None, **options))
            port = next(iter(server.sockets)).getsockname()[1]
            return f"wss://localhost:{port}/ws" if "ssl" in options else f"ws://127.0.0.1:{port}/ws"

        yield start


async def echo(connection: ServerConnection) -> None:
    async for message in connection:
        await connection.send(message)


async def greet(connection: ServerConnection) -> None:
    await connection.send(json.dumps({"type": "welcome", "version": 7}))
    await connection.wait_closed()


async def test_a_handshake_is_ok_with_its_phases(probe: Probe, serve_socket: ServeSocket) -> None:
    seen = await probe(kind="websocket", url=await serve_socket(echo), expect={"handshake": 101, "within": "5s"})
    assert seen.health is Health.OK, seen
    assert {"connect", "first_byte"} <= set(seen.phases)


async def test_tls_is_verified_and_timed(probe: Probe, serve_socket: ServeSocket, authority: Authority) -> None:
    seen = await probe(kind="websocket", url=await serve_socket(echo, ssl=authority.server()))
    assert seen.health is Health.OK, seen
    assert seen.phases["tls"] > 0
    expired = await probe(kind="websocket", url=await serve_socket(echo, ssl=authority.server(lasting=-1.0)))
    assert expired.reason == Reason.TLS_EXPIRED


@pytest.mark.parametrize(
    ("expect", "reason"),
    [
        ({"first_frame": True}, ""),
        ({"first_frame": {"type": "welcome"}}, ""),
        ({"first_frame": {"type": "error"}}, Reason.FIRST_FRAME),
        ({"handshake": 401}, Reason.STATUS),
        ({"subprotocol": "chat"}, Reason.SUBPROTOCOL),
    ],
)
async def test_each_expectation_is_judged(
    probe: Probe, serve_socket: ServeSocket, expect: dict[str, Any], reason: str
) -> None:
    assert (await probe(kind="websocket", url=await serve_socket(greet), expect=expect)).reason == reason


async def test_what_is_sent_comes_back(probe: Probe, serve_socket: ServeSocket) -> None:
    url = await serve_socket(echo)
    seen = await probe(kind="websocket", url=url, send={"n": 1}, expect={"first_frame": {"n": 1}})
    assert seen.health is Health.OK, seen


async def test_the_subprotocol_is_agreed_on(probe: Probe, serve_socket: ServeSocket) -> None:
    url = await serve_socket(echo, subprotocols=["chat"])
    seen = await probe(kind="websocket", url=url, subprotocols=["chat"], expect={"subprotocol": "chat"})
    assert seen.health is Health.OK, seen


def guard(connection: ServerConnection, request: Request) -> Response | None:
    if request.headers.get("Authorization") == "Bearer t0ken":
        return None
    return connection.respond(401, "who are you?")


async def test_the_bearer_is_shown(probe: Probe, serve_socket: ServeSocket) -> None:
    url = await serve_socket(echo, process_request=guard)
    assert (await probe(kind="websocket", url=url, bearer="t0ken")).health is Health.OK
    refused = await probe(kind="websocket", url=url)
    assert (refused.reason, refused.facts["status"]) == (Reason.HANDSHAKE_REFUSED, 401)
    assert (await probe(kind="websocket", url=url, expect={"handshake": 401})).health is Health.OK


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (502, "", Reason.HANDSHAKE_REFUSED),
        (404, "", Reason.HANDSHAKE_REFUSED),
        (200, "hello", Reason.UPGRADE_MISSING),
        (426, "", Reason.UPGRADE_MISSING),
        (400, "missing Upgrade header", Reason.UPGRADE_MISSING),
        (302, "", Reason.HANDSHAKE_REFUSED),
    ],
)
async def test_another_status_is_told_apart(probe: Probe, serve: Serve, status: int, body: str, reason: Reason) -> None:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text=body, headers={"Location": "http://127.0.0.1:1/"})

    seen = await probe(kind="websocket", url=(await serve(answer)).replace("http", "ws"))
    assert (seen.reason, seen.facts["status"]) == (reason, status)


async def test_a_proxy_that_answers_101_without_the_upgrade_is_named(probe: Probe, serve: Serve) -> None:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=101)

    seen = await probe(kind="websocket", url=(await serve(answer)).replace("http", "ws"))
    assert seen.reason == Reason.UPGRADE_MISSING


async def test_a_close_before_the_first_frame_tells_its_code(probe: Probe, serve_socket: ServeSocket) -> None:
    async def close(connection: ServerConnection) -> None:
        await connection.close(4401, "token expired")

    seen = await probe(kind="websocket", url=await serve_socket(close), expect={"first_frame": True})
    assert seen.reason == Reason.CLOSED
    assert (seen.facts["close_code"], seen.facts["close_reason"]) == (4401, "token expired")


async def test_a_frame_beyond_the_bounds_is_too_large(probe: Probe, serve_socket: ServeSocket) -> None:
    async def large(connection: ServerConnection) -> None:
        await connection.send("x" * 1_000_000)
        await connection.wait_closed()

    seen = await probe(kind="websocket", url=await serve_socket(large), expect={"first_frame": True})
    assert seen.reason == Reason.TOO_LARGE


async def test_silence_after_the_handshake_is_a_timeout_in_its_phase(probe: Probe, serve_socket: ServeSocket) -> None:
    async def silent(connection: ServerConnection) -> None:
        await asyncio.wait([asyncio.ensure_future(connection.wait_closed())])

    seen = await probe(kind="websocket", url=await serve_socket(silent), expect={"first_frame": True}, timeout="200ms")
    assert (seen.reason, seen.facts["phase"]) == (Reason.TIMEOUT, "first_frame")
