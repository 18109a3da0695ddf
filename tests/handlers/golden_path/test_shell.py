"""The shell against real servers: products of other kinds, resumed connections, and servers that misbehave."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from websockets.asyncio.server import ServerConnection, serve

from handlers.golden_path.crowd import new_session
from handlers.golden_path.journey import Journey
from handlers.golden_path.outcome import Mark, Outcome
from handlers.golden_path.shell import Shell
from handlers.probes.base import Tools
from handlers.probes.client import open_tools
from tests.handlers.golden_path.walking import KINDS, event, good_events, plan_of

Talk = Callable[[ServerConnection], Awaitable[None]]


@pytest.fixture
async def tools() -> AsyncIterator[Tools]:
    async with open_tools() as opened:
        yield opened


@contextlib.asynccontextmanager
async def talking(talk: Talk) -> AsyncIterator[str]:
    """A WebSocket server that talks so; its address."""
    async with serve(talk, "127.0.0.1", 0, compression=None) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/ws"


async def _walk(tools: Tools, stages: list[dict[str, Any]]) -> Outcome:
    return await Shell(tools).walk(Journey(plan_of({"stages": stages}), new_session(1, tools.clock)))


def _stages(url: str, resume: dict[str, Any] | None = None, **expect: Any) -> list[dict[str, Any]]:
    wanted = {"events": list(KINDS), "first_event_within": 1, "within": 2, "quiet_for": "20ms", **expect}
    return [
        {"stage": "connect", "kind": "connect", "url": url, "within": 1},
        {"stage": "send", "kind": "send", "json": {"message": "{{marker}}"}},
        {"stage": "events", "kind": "events", "expect": wanted, "resume": resume},
        {"stage": "close", "kind": "close", "within": "300ms"},
    ]


class Resumable:
    """Keeps a run's events, and sends what comes after the last one the client has when it comes back."""

    def __init__(self, *, lose: int = 0, double: int = 0) -> None:
        self.lose = lose
        self.double = double
        self.connections = 0

    async def talk(self, socket: ServerConnection) -> None:
        """One connection."""
        self.connections += 1
        asked = json.loads(await socket.recv())
        first = 0
        if "after" in asked:
            first = int(asked["after"].removeprefix("e-")) + 1 + self.lose - self.double
        for made in good_events()[first:]:
            await socket.send(json.dumps(made))
        await socket.wait_closed()


@pytest.mark.parametrize(
    ("server", "name"),
    [
        (Resumable(), ""),
        (Resumable(lose=1), "resume-lost-event"),
        (Resumable(double=1), "resume-duplicate-event"),
    ],
    ids=["kept", "lost", "doubled"],
)
async def test_a_dropped_connection_is_resumed(tools: Tools, server: Resumable, name: str) -> None:
    resume = {"after": "agent_thinking", "send": {"type": "resume", "after": "{{last_event_id}}"}}
    async with talking(server.talk) as url:
        outcome = await _walk(tools, _stages(url, resume))
    assert (outcome.failure.id if outcome.failure else "") == name
    assert server.connections == 2


async def test_events_may_come_as_binary_messages(tools: Tools) -> None:
    async def talk(socket: ServerConnection) -> None:
        await socket.recv()
        for made in good_events():
            await socket.send(json.dumps(made).encode())
        await socket.wait_closed()

    async with talking(talk) as url:
        outcome = await _walk(tools, _stages(url))
    assert outcome.passed, outcome.failure
    assert outcome.stages[-1].detail.startswith("1000")


async def test_a_connection_that_is_cut_is_1006(tools: Tools) -> None:
    async def talk(socket: ServerConnection) -> None:
        await socket.recv()
        await socket.send(json.dumps(event("agent_started", 0)))
        socket.transport.abort()

    async with talking(talk) as url:
        outcome = await _walk(tools, _stages(url))
    assert outcome.failure
    assert outcome.failure.id == "early-close-1006"
    assert "crash" in outcome.failure.what


async def test_a_message_beyond_all_bounds_is_broken_off(tools: Tools) -> None:
    async def talk(socket: ServerConnection) -> None:
        await socket.recv()
        await socket.send("x" * (5 * 1024 * 1024))
        await socket.wait_closed()

    async with talking(talk) as url:
        outcome = await _walk(tools, _stages(url))
    assert outcome.failure
    assert outcome.failure.id == "early-close-1009"


async def test_a_server_that_closes_at_once_is_named_by_its_code(tools: Tools) -> None:
    async def talk(socket: ServerConnection) -> None:
        await socket.close(4401, "token expired")

    async with talking(talk) as url:
        outcome = await _walk(tools, _stages(url))
    assert outcome.failure
    assert outcome.failure.id == "early-close-4401"
    assert "token expired" in outcome.failure.what


async def test_a_port_that_answers_nothing_is_a_time_out(tools: Tools) -> None:
    held = []

    async def hold(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        held.append(writer)

    server = await asyncio.start_server(hold, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        outcome = await _walk(tools, _stages(f"ws://127.0.0.1:{port}/ws"))
        for writer in held:
            writer.close()
    assert outcome.failure
    assert outcome.failure.id == "connect-timeout"


async def test_a_port_that_speaks_something_else_is_no_handshake(tools: Tools) -> None:
    async def speak(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example.com ESMTP\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        outcome = await _walk(tools, _stages(f"ws://127.0.0.1:{port}/ws"))
    assert outcome.failure
    assert outcome.failure.id == "connect-handshake-broken"


async def test_plain_text_on_a_tls_port_is_said(tools: Tools) -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer):  # also when the test ends first
            await reader.read(1)
            writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            await reader.read()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        outcome = await _walk(tools, _stages(f"wss://127.0.0.1:{port}/ws"))
    assert outcome.failure
    assert outcome.failure.id == "connect-tls-handshake"
    assert "plain text on a TLS port" in outcome.failure.what


class Shop:
    """A product of another kind: a form login, an opaque token, a refresh, an order that has to be cancelled."""

    def __init__(self) -> None:
        self.cancelled: list[str] = []
        self.orders: list[dict[str, Any]] = []

    async def login(self, request: web.Request) -> web.Response:
        """OIDC's password grant, and its refresh."""
        form = await request.post()
        if form.get("grant_type") == "refresh_token" and form.get("refresh_token") == "r-1":
            return web.json_response({"access_token": "fresh"})
        if form.get("grant_type") == "password" and form.get("password") == "pass word&":
            return web.json_response({"access_token": "first", "refresh_token": "r-1", "expires_in": 60})
        return web.json_response({"error": "invalid_grant"}, status=400)

    async def updates(self, request: web.Request) -> web.StreamResponse:
        """A WebSocket that takes orders."""
        if request.headers.get("Authorization") != "Bearer fresh":
            return web.Response(status=401)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        order = await socket.receive_json()
        self.orders.append(order)
        await socket.send_json({"type": "queued"})
        await socket.send_json({"type": "accepted", "order": {"id": f"o/{order['item']}"}})
        await socket.receive()
        return socket

    async def cancel(self, request: web.Request) -> web.Response:
        """Undo an order."""
        self.cancelled.append(request.match_info["order"])
        return web.Response(status=204)


@contextlib.asynccontextmanager
async def selling(shop: Shop) -> AsyncIterator[str]:
    """Serve the shop; its host and port."""
    app = web.Application()
    app.add_routes([
        web.post("/token", shop.login), web.get("/updates", shop.updates), web.delete("/orders/{order}", shop.cancel)
    ])  # fmt: skip
    runner = web.AppRunner(app, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


def _shopping(host: str) -> list[dict[str, Any]]:
    sign_in = {"grant_type": "password", "username": "probe", "password": "pass word&"}
    again = {"grant_type": "refresh_token", "refresh_token": "{{refresh}}"}
    return [
        {"stage": "login", "kind": "http", "method": "POST", "url": f"http://{host}/token", "form": sign_in,
         "capture": {"token": "access_token", "refresh": "refresh_token"}},
        {"stage": "refresh", "kind": "http", "method": "POST", "url": f"http://{host}/token", "form": again,
         "capture": {"token": "access_token"}},
        {"stage": "token", "kind": "token", "check": {"format": "opaque"}},
        {"stage": "connect", "kind": "connect", "url": f"ws://{host}/updates", "auth": "bearer"},
        {"stage": "order", "kind": "send", "json": {"item": 42, "note": "{{marker}}"}},
        {"stage": "accepted", "kind": "message", "json": {"type": "accepted"}, "capture": {"order": "order.id"}},
        {"stage": "close", "kind": "close"},
        {"stage": "cancel", "kind": "http", "method": "DELETE", "url": f"http://{host}/orders/{{{{order}}}}",
         "always": True, "expect": {"status": [200, 204]}},
    ]  # fmt: skip


async def test_another_product_is_walked_without_python(tools: Tools) -> None:
    shop = Shop()
    async with selling(shop) as host:
        outcome = await _walk(tools, _shopping(host))
    assert outcome.passed, outcome.failure
    assert shop.cancelled == ["o/42"]
    assert shop.orders[0]["item"] == 42
    assert [stage.mark for stage in outcome.cleanup] == [Mark.PASSED]
    assert "fresh" in outcome.secrets


async def test_a_wrong_password_is_a_failed_login_and_cancels_nothing(tools: Tools) -> None:
    shop = Shop()
    async with selling(shop) as host:
        stages = _shopping(host)
        stages[0]["form"]["password"] = "wrong"
        outcome = await _walk(tools, stages)
    assert outcome.failure
    assert outcome.failure.id == "login-400"
    assert shop.cancelled == []
