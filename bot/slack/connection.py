"""The two ways in: Socket Mode, and signed HTTP. Both feed the same Bolt app."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Protocol

from aiohttp import WSMessage, web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.slack.watchdog import Patience, Signs, fault_of
from handlers.core.ports import Clock

_ACKNOWLEDGE = 3.0  # seconds; Slack waits no longer for an answer


class Connection(Protocol):
    """A way in for commands."""

    async def open(self) -> None:
        """Begin to receive; returns once commands can arrive."""

    async def close(self) -> None:
        """Stop receiving. What was acknowledged before is on disk."""

    async def ready(self) -> bool:
        """Whether commands can arrive at this moment."""


class SocketConnection:
    """Socket Mode: no address of our own is needed. See `watchdog` for why a socket is watched."""

    def __init__(self, app: AsyncApp, app_token: str, clock: Clock) -> None:
        self._app = app
        self._app_token = app_token
        self._clock = clock
        self._socket: _Socket | None = None

    async def open(self) -> None:
        """Connect; the client reconnects by itself when Slack refreshes the socket."""
        self._socket = await self._opened()

    async def close(self) -> None:
        """Close the socket and the client's session."""
        if self._socket is not None:
            await self._socket.close()

    async def ready(self) -> bool:
        """Whether commands arrive, as far as can be seen: pings are answered, and somebody reads."""
        return not fault_of(self.signs(), self._clock.monotonic(), Patience())

    def signs(self) -> Signs:
        """What can be seen of the present socket."""
        if self._socket is None:
            return Signs(self._clock.monotonic(), None, self._clock.monotonic(), is_open=False)
        return self._socket.signs()

    async def replace(self) -> None:
        """Another socket is open before the present one is closed, so that no command falls between them."""
        old, self._socket = self._socket, await self._opened()
        if old is not None:
            await old.close()

    async def _opened(self) -> _Socket:
        socket = _Socket(AsyncSocketModeHandler(self._app, self._app_token), self._clock)
        try:
            await socket.open()
        except BaseException:
            await socket.close()
            raise
        return socket


class _Socket:
    """One client with its one socket. What it has received is answered before it closes."""

    def __init__(self, handler: AsyncSocketModeHandler, clock: Clock) -> None:
        self._handler = handler
        self._client = handler.client
        self._clock = clock
        self._opened_at = self._heard_at = clock.monotonic()
        self._answering = 0
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._client.on_message_listeners.append(self._hear)
        self._client.socket_mode_request_listeners[:] = [self._answer]

    async def open(self) -> None:
        await self._handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
        self._opened_at = self._heard_at = self._clock.monotonic()

    async def close(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._quiet.wait(), _ACKNOWLEDGE)
        await self._handler.close_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped

    def signs(self) -> Signs:
        client, session = self._client, self._client.current_session
        tasks = (client.message_receiver, client.current_session_monitor, client.message_processor)
        ponged = client.last_ping_pong_time  # of the wall clock, unlike all other times here
        return Signs(
            opened_at=self._opened_at,
            ponged_at=None if ponged is None else self._clock.monotonic() - (time.time() - ponged),
            heard_at=self._heard_at,
            is_open=session is not None and not session.closed,
            is_tended=all(task is not None and not task.done() for task in tasks),
        )

    async def _answer(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        self._answering += 1
        self._quiet.clear()
        try:
            await self._handler.handle(client, request)  # type: ignore[arg-type]  # Bolt narrows its own base class
        finally:
            self._answering -= 1
            if not self._answering:
                self._quiet.set()

    async def _hear(self, _: WSMessage) -> None:
        self._heard_at = self._clock.monotonic()


class HttpConnection:
    """Signed HTTP: Slack calls us, and Bolt checks every signature. The routes are served with the health routes."""

    def __init__(self, app: AsyncApp) -> None:
        self._app = app
        self._open = False

    async def open(self) -> None:
        """From here on requests are served."""
        self._open = True

    async def close(self) -> None:
        """Refuse further requests, so that Slack tells the person instead of losing the command."""
        self._open = False

    async def ready(self) -> bool:
        """Whether requests are served."""
        return self._open

    async def serve(self, request: web.Request) -> web.Response:
        """One request from Slack."""
        if not self._open:
            return web.Response(status=503, text="opsmedic is shutting down")
        return await to_aiohttp_response(await self._app.async_dispatch(await to_bolt_request(request)))

    def routes(self) -> list[web.RouteDef]:
        """The one address that commands, buttons and events share."""
        return [web.post("/slack/events", self.serve)]
