"""The thin shell around the pure journey: performs its effects on real connections, and stamps what happens."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Subprotocol

from handlers.core.ports import Health
from handlers.golden_path.journey import Journey
from handlers.golden_path.outcome import Outcome, StageResult
from handlers.golden_path.wire import (
    Answered,
    Close,
    Closed,
    Connect,
    Connected,
    Effect,
    Elapsed,
    Http,
    Input,
    Received,
    Refused,
    Send,
    Stopped,
    Unreachable,
    Wait,
)
from handlers.probes.base import Tools
from handlers.probes.translate import translate

BODY_LIMIT = 1024 * 1024  # bytes read of an HTTP answer
MESSAGE_LIMIT = 4 * 1024 * 1024  # bytes of one WebSocket message, results included
CLOSE_SECONDS = 2.0  # for the server to end the connection after its own close frame
_USER_AGENT = "opsmedic"
_ALONE = {"Connection": "close"}  # each session opens its own connection, as each user does

OnStage = Callable[[StageResult], Awaitable[None]]


class Listener(Protocol):
    """Is told what a walk is told: when it begins, then every input (see capture.Recorder)."""

    def begin(self, at: float) -> None:
        """The walk begins."""

    def __call__(self, event: Input) -> None:
        """One more input."""


class _Connect(connect):
    """Follows no redirect: only addresses of the stack file are contacted."""

    def process_redirect(self, exc: Exception) -> Exception:
        return exc


@dataclass(slots=True)
class Shell:
    """Walks one journey. `record` is told every input, so that the walk can be replayed (see capture.py)."""

    tools: Tools
    record: Listener | None = None
    on_stage: OnStage | None = None
    _socket: ClientConnection | None = None

    async def walk(self, journey: Journey) -> Outcome:
        """Walk to the end. When cancelled, what is open is closed before the cancellation goes on."""
        told = 0
        try:
            at = self._now()
            if self.record:
                self.record.begin(at)
            effects = journey.start(at)
            while not journey.finished:
                event = await self._perform(effects)
                if self.record:
                    self.record(event)
                effects = journey.receive(event)
                while self.on_stage and told < len(journey.stages):
                    await self.on_stage(journey.stages[told])
                    told += 1
        except asyncio.CancelledError:
            await asyncio.shield(self._leave(journey))
            raise
        finally:
            if self._socket is not None:
                self._socket.transport.abort()
        return journey.outcome()

    async def _leave(self, journey: Journey) -> None:
        effects = journey.receive(Stopped(self._now()))
        while not journey.finished and effects:
            effects = journey.receive(await self._perform(effects))

    def _now(self) -> float:
        return self.tools.clock.monotonic()

    async def _perform(self, effects: Sequence[Effect]) -> Input:
        """Perform all of them; the last one brings the input."""
        for effect in effects:
            if isinstance(effect, Send):
                await self._send(effect)
        awaited = effects[-1]
        if isinstance(awaited, Http):
            return await self._http(awaited)
        if isinstance(awaited, Connect):
            return await self._connect(awaited)
        if isinstance(awaited, Close):
            return await self._close(awaited)
        if isinstance(awaited, Wait):
            return await self._wait(awaited)
        raise AssertionError("a journey that is not finished always awaits something")

    async def _http(self, effect: Http) -> Input:
        try:
            async with asyncio.timeout(effect.until - self._now()):
                request = self.tools.http.build_request(
                    effect.method, effect.url, headers={**effect.headers, **_ALONE}, json=effect.json, data=effect.form
                )
                response = await self.tools.http.send(request, stream=True)
                try:
                    body = bytearray()
                    async for chunk in response.aiter_bytes():
                        body += chunk
                        if len(body) > BODY_LIMIT:
                            break
                finally:
                    await response.aclose()
            return Answered(self._now(), response.status_code, bytes(body[:BODY_LIMIT]))
        except Exception as error:
            return self._unreachable(error, effect.until)

    async def _connect(self, effect: Connect) -> Input:
        secure = effect.url.startswith("wss:")
        try:
            async with asyncio.timeout(effect.until - self._now()):
                self._socket = await _Connect(
                    effect.url,
                    additional_headers=dict(effect.headers),
                    subprotocols=[Subprotocol(name) for name in effect.subprotocols] or None,
                    compression=None,
                    proxy=None,
                    open_timeout=None,
                    close_timeout=CLOSE_SECONDS,
                    ping_interval=None,
                    max_size=MESSAGE_LIMIT,
                    user_agent_header=_USER_AGENT,
                    ssl=(self.tools.tls or True) if secure else None,
                )
            at = self._now()
            self._socket.request = None  # its headers are kept for nothing, a thousand times over
            return Connected(at, self._socket.subprotocol)
        except InvalidStatus as error:
            body = (error.response.body or b"")[:200].decode("utf-8", "replace").strip()
            return Refused(self._now(), error.response.status_code, body)
        except InvalidHandshake as error:
            return Unreachable(self._now(), "handshake-broken", f"{type(error).__name__}: {error}")
        except Exception as error:
            return self._unreachable(error, effect.until)

    async def _send(self, effect: Send) -> None:
        """A connection found closed here shows itself again, as Closed, to the wait that follows every send."""
        with contextlib.suppress(ConnectionClosed):
            if self._socket is not None:
                await self._socket.send(effect.text)

    async def _wait(self, effect: Wait) -> Input:
        if self._socket is None:
            return Closed(self._now())
        try:
            async with asyncio.timeout(effect.until - self._now()):
                data = await self._socket.recv()
            return Received(self._now(), data)
        except TimeoutError:
            return Elapsed(max(self._now(), effect.until))
        except ConnectionClosed as closed:
            return self._closed(closed)

    async def _close(self, effect: Close) -> Input:
        socket, self._socket = self._socket, None
        if socket is None:
            return Closed(self._now())
        try:
            async with asyncio.timeout(effect.until - self._now()):
                await socket.close(effect.code)
        except TimeoutError:
            socket.transport.abort()
            return Closed(self._now(), 1006, "no answer to the close")
        code = socket.close_code
        return Closed(self._now(), 1006 if code is None else code, socket.close_reason or "")

    def _closed(self, closed: ConnectionClosed) -> Closed:
        """The server's own code; 1006 when the connection was lost; ours, when we broke off over a bad message."""
        self._socket = None
        frame = closed.rcvd if closed.rcvd is not None else closed.sent
        return Closed(self._now(), *((frame.code, frame.reason) if frame else (1006, "")))

    def _unreachable(self, error: Exception, until: float) -> Unreachable:
        if isinstance(error, TimeoutError):
            return Unreachable(max(self._now(), until), "timeout")
        seen = translate(error)
        reason = "failed" if seen.health is Health.UNKNOWN else str(seen.reason)
        return Unreachable(self._now(), reason, self.tools.redact(seen.detail)[:300])
