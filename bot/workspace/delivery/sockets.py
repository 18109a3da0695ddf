"""Socket Mode: up to ten sockets per app, each envelope to exactly one of them, each acknowledged by its id."""

from __future__ import annotations

import asyncio
import itertools
import json
import uuid
from dataclasses import dataclass

from aiohttp import WSMsgType, web

from bot.workspace.clock import within
from bot.workspace.delivery.ack import TIMED_OUT, UNREACHABLE, Ack
from bot.workspace.json_types import Json
from bot.workspace.state import Workspace

_GRACE_SECONDS = 10.0  # between being asked to refresh and being cut off


@dataclass(slots=True, eq=False)
class Socket:
    """One connection. `deaf`: it gets no envelopes although pings are answered. `mute`: not even pings are."""

    number: int
    app_id: str
    stream: web.WebSocketResponse
    transport: asyncio.WriteTransport | None = None
    deaf: bool = False
    mute: bool = False
    delivered: int = 0

    async def send(self, message: Json) -> None:
        """Send one message, unless the other side has just gone."""
        if not self.stream.closed:
            await self.stream.send_str(json.dumps(message))


@dataclass(frozen=True, slots=True)
class Envelope:
    """A request as Socket Mode wraps it; `copies` above 1 is duplicate delivery."""

    kind: str
    payload: Json
    accepts_response: bool = False
    copies: int = 1
    retry: Json | None = None


class Sockets:
    """All open sockets of all apps."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._numbers = itertools.count(1)
        self._turn = itertools.count()
        self._open: list[Socket] = []
        self._waiting: dict[str, asyncio.Future[Json]] = {}
        self._changed = asyncio.Event()
        self._later: set[asyncio.Task[None]] = set()

    def of(self, app_id: str) -> list[Socket]:
        """The open sockets of an app, oldest first."""
        return [socket for socket in self._open if socket.app_id == app_id and not socket.stream.closed]

    async def connected(self, app_id: str, count: int = 1) -> None:
        """Wait until an app has at least `count` sockets open."""
        while len(self.of(app_id)) < count:
            await self._changed.wait()

    async def changed(self) -> None:
        """Wait until a socket is opened or closed."""
        await self._changed.wait()

    async def link(self, request: web.Request) -> web.StreamResponse:
        """The HTTP handler of a socket's address: one connection per ticket."""
        app_id = self._workspace.tickets.redeem(request.query.get("ticket", ""))
        if app_id is None:
            return web.Response(status=403, text="invalid ticket")
        stream = web.WebSocketResponse(autoping=False)
        await stream.prepare(request)
        socket = Socket(next(self._numbers), app_id, stream, request.transport)
        if len(self.of(app_id)) >= self._workspace.limits.sockets:
            await socket.send(_disconnect("too_many_websockets"))
            await stream.close()
            return stream
        await self._serve(socket)
        return stream

    async def deliver(self, app_id: str, envelope: Envelope) -> Ack:
        """Send an envelope to one socket and wait for its acknowledgement."""
        sockets = self.of(app_id)
        if not sockets:
            return Ack(UNREACHABLE)
        envelope_id = str(uuid.uuid4())
        body = _wrapped(envelope_id, envelope)
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = answer
        try:
            for _ in range(envelope.copies):
                await self._send_to_one(sockets, body)
            limit = self._workspace.limits.acknowledge_seconds
            return Ack(payload=await within(self._workspace.clock, limit, answer))
        except TimeoutError:
            return Ack(TIMED_OUT)
        finally:
            del self._waiting[envelope_id]

    async def disconnect(self, socket: Socket, reason: str = "refresh_requested") -> None:
        """Ask a socket to reconnect (`warning` or `refresh_requested`); after ten seconds the latter is cut off."""
        await socket.send(_disconnect(reason))
        if reason != "warning":
            task = asyncio.create_task(self._cut_off(socket))
            self._later.add(task)
            task.add_done_callback(self._later.discard)

    @staticmethod
    def drop(socket: Socket) -> None:
        """Break a connection without a word."""
        if socket.transport is not None:
            socket.transport.abort()

    async def close(self) -> None:
        """Close every socket."""
        for task in list(self._later):
            task.cancel()
        await asyncio.gather(*self._later, return_exceptions=True)
        for socket in list(self._open):
            await socket.stream.close(code=1001)

    async def _serve(self, socket: Socket) -> None:
        self._open.append(socket)
        self._announce()
        try:
            await socket.send(_hello(socket, len(self.of(socket.app_id))))
            async for message in socket.stream:
                if message.type is WSMsgType.PING and not socket.mute:
                    await socket.stream.pong(message.data)
                elif message.type is WSMsgType.TEXT:
                    self._acknowledge(message.data)
        finally:
            self._open.remove(socket)
            self._announce()

    def _acknowledge(self, text: str) -> None:
        try:
            body = json.loads(text)
        except ValueError:
            return
        answer = self._waiting.get(body.get("envelope_id", "")) if isinstance(body, dict) else None
        if answer is not None and not answer.done():
            payload = body.get("payload")
            answer.set_result(payload if isinstance(payload, dict) else {})

    async def _send_to_one(self, sockets: list[Socket], body: Json) -> None:
        socket = sockets[next(self._turn) % len(sockets)]
        socket.delivered += 1
        if not socket.deaf:
            await socket.send(body)

    async def _cut_off(self, socket: Socket) -> None:
        await self._workspace.clock.sleep(_GRACE_SECONDS)
        await socket.stream.close()

    def _announce(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
        self._workspace.journal.record("app")


def _wrapped(envelope_id: str, envelope: Envelope) -> Json:
    body: Json = {
        "envelope_id": envelope_id,
        "type": envelope.kind,
        "payload": envelope.payload,
        "accepts_response_payload": envelope.accepts_response,
    }
    return body | (envelope.retry or {})


def _hello(socket: Socket, connections: int) -> Json:
    host = {"host": "applink-local", "build_number": 1, "approximate_connection_time": 18060}
    return {
        "type": "hello",
        "num_connections": connections,
        "debug_info": host,
        "connection_info": {"app_id": socket.app_id},
    }


def _disconnect(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-local"}}
