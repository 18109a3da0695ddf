"""A real WebSocket handshake, and the first frame where one is expected."""

from __future__ import annotations

import asyncio
import json
from typing import Any, Literal

from pydantic import Field
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import (
    ConnectionClosed,
    InvalidHandshake,
    InvalidHeader,
    InvalidMessage,
    InvalidStatus,
    NegotiationError,
    SecurityError,
)
from websockets.typing import Subprotocol

from handlers.core.model import Model, Seconds, WebSocketUrl
from handlers.probes import phases
from handlers.probes.base import Observation, ProbeConfig, Tools
from handlers.probes.client import USER_AGENT
from handlers.probes.expectations import json_difference, too_slow
from handlers.probes.reasons import Reason

FRAME_LIMIT = 256 * 1024  # bytes of the first frame: events are a few kilobytes
CLOSE_SECONDS = 0.3  # a peer that does not answer the closing handshake is left
SNIPPET = 400


class WebSocketExpect(Model):
    """What the handshake must end with: 101 upgrades; 401 would prove that strangers are refused.

    `first_frame` is contained in the JSON of the first message, or `true` for any message at all.
    """

    handshake: int = Field(default=101, ge=101, le=599)
    subprotocol: str | None = None
    first_frame: Any = None
    within: Seconds | None = None


class WebSocketProbe(ProbeConfig):
    """Connects, sends `send` as JSON if given, awaits a first frame if one is expected, and closes."""

    kind: Literal["websocket"]
    url: WebSocketUrl
    headers: dict[str, str] = Field(default_factory=dict)
    bearer: str | None = None
    subprotocols: tuple[str, ...] = ()
    send: Any = None
    expect: WebSocketExpect = Field(default_factory=WebSocketExpect)


class _Timed(ClientConnection):
    """Tells the probe's stopwatch when the connection stands and the handshake proper begins."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        watch = phases.current()
        watch.end("connect")
        watch.end("tls")
        watch.begin("first_byte")
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """An answer that is known to be wrong is not listened to until its sender tires of it."""
        super().data_received(data)
        if self.protocol.handshake_exc is not None and self.response is None:
            self.transport.abort()


class _Connect(connect):
    """Follows no redirect: only targets of the stack file are contacted."""

    def process_redirect(self, exc: Exception) -> Exception:
        return exc


async def measure(config: WebSocketProbe, tools: Tools) -> Observation:
    """OK when the handshake ends as expected and so does the first frame; network errors are raised."""
    start = tools.clock.monotonic()
    phases.current().begin("connect")
    try:
        async with _connection(config, tools) as connection:
            phases.current().end("first_byte")
            seconds = tools.clock.monotonic() - start
            wrong = _accepted(config.expect, connection) or await _talk(config, connection)
    except InvalidHandshake as error:
        return _refused(config.expect, error)
    except ConnectionClosed as error:
        return _closed(error)
    wrong = wrong or too_slow(seconds, config.expect.within, phases.current().done)
    return wrong or Observation.ok(
        f"101 in {seconds * 1000:.0f} ms", status=101, subprotocol=connection.subprotocol or ""
    )


def _connection(config: WebSocketProbe, tools: Tools) -> connect:
    headers = dict(config.headers)
    if config.bearer:
        headers["Authorization"] = f"Bearer {config.bearer}"
    return _Connect(
        config.url,
        additional_headers=headers,
        subprotocols=[Subprotocol(name) for name in config.subprotocols] or None,
        compression=None,
        proxy=None,
        open_timeout=None,
        close_timeout=CLOSE_SECONDS,
        ping_interval=None,
        max_size=FRAME_LIMIT,
        user_agent_header=USER_AGENT,
        create_connection=_Timed,
        ssl=(tools.tls or True) if config.url.startswith("wss:") else None,
    )


def _accepted(expect: WebSocketExpect, connection: ClientConnection) -> Observation | None:
    """What is wrong with a handshake that succeeded."""
    if expect.handshake != 101:
        detail = f"the handshake was accepted (101), expected {expect.handshake}"
        return Observation.failing(Reason.STATUS, detail, status=101)
    if expect.subprotocol and connection.subprotocol != expect.subprotocol:
        detail = f"subprotocol {connection.subprotocol or 'none'}, expected {expect.subprotocol}"
        return Observation.failing(Reason.SUBPROTOCOL, detail, subprotocol=connection.subprotocol or "")
    return None


async def _talk(config: WebSocketProbe, connection: ClientConnection) -> Observation | None:
    if config.send is not None:
        await connection.send(json.dumps(config.send))
    if config.expect.first_frame is None:
        return None
    with phases.current().during("first_frame"):
        frame = await connection.recv()
    if config.expect.first_frame is True:
        return None
    try:
        difference = json_difference(config.expect.first_frame, json.loads(frame))
    except (ValueError, RecursionError):
        difference = "is not JSON"
    if not difference:
        return None
    return Observation.failing(Reason.FIRST_FRAME, f"the first frame {difference}", frame=str(frame[:SNIPPET]))


def _closed(error: ConnectionClosed) -> Observation:
    code, words = (error.rcvd.code, error.rcvd.reason) if error.rcvd else (1006, "")
    if error.sent and error.sent.code == 1009:
        detail = f"the first frame is larger than {FRAME_LIMIT} bytes"
        return Observation.failing(Reason.TOO_LARGE, detail, limit=FRAME_LIMIT, what="frame")
    detail = f"closed right after the handshake with code {code} {words}"
    return Observation.failing(Reason.CLOSED, detail, close_code=code, close_reason=words)


def _refused(expect: WebSocketExpect, error: InvalidHandshake) -> Observation:
    """What a handshake that did not end in 101 says."""
    if isinstance(error, InvalidStatus):
        return _other_status(expect, error)
    if isinstance(error, NegotiationError):
        return Observation.failing(Reason.SUBPROTOCOL, f"the handshake's terms are wrong: {error}")
    if isinstance(error, InvalidHeader):
        detail = f"answered 101 without a proper upgrade: {error}"
        return Observation.failing(Reason.UPGRADE_MISSING, detail, status=101, header=error.name)
    if isinstance(error, SecurityError) or isinstance(error.__cause__, SecurityError):
        seen = str(error.__cause__ or error)
        return Observation.failing(Reason.TOO_LARGE, f"the response is too large: {seen}", what=seen)
    if isinstance(error, InvalidMessage):
        return _no_message(error)
    return Observation.failing(Reason.PROTOCOL, f"not a WebSocket answer: {error}", seen=str(error))


def _no_message(error: InvalidMessage) -> Observation:
    if isinstance(error.__cause__, EOFError | ConnectionError):
        return Observation.failing(Reason.RESET, "the connection was cut off before the handshake was answered")
    seen = str(error.__cause__ or error)
    return Observation.failing(Reason.PROTOCOL, f"not an HTTP answer: {seen}", seen=seen)


def _other_status(expect: WebSocketExpect, error: InvalidStatus) -> Observation:
    response = error.response
    status, body = response.status_code, (response.body or b"")[:SNIPPET].decode("utf-8", "replace")
    facts = {"status": status, "body": body, "server": response.headers.get("Server", "")}
    if status == expect.handshake:
        return Observation.ok(f"{status} as expected", **facts)
    plain = status < 300 or status == 426 or (status == 400 and "upgrade" in body.lower())
    if plain:
        detail = f"answered {status} as if this were plain HTTP: the Upgrade header does not get through"
        return Observation.failing(Reason.UPGRADE_MISSING, detail, **facts)
    detail = f"the handshake was refused with {status}, expected {expect.handshake}"
    return Observation.failing(Reason.HANDSHAKE_REFUSED, detail, **facts)
