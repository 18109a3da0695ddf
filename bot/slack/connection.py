"""The two ways in: Socket Mode, and signed HTTP. Both feed the same Bolt app."""

from __future__ import annotations

from typing import Protocol

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp


class Connection(Protocol):
    """A way in for commands."""

    async def open(self) -> None:
        """Begin to receive; returns once commands can arrive."""

    async def close(self) -> None:
        """Stop receiving. What was acknowledged before is on disk."""

    async def ready(self) -> bool:
        """Whether commands can arrive at this moment."""


class SocketConnection:
    """Socket Mode: no address of our own is needed."""

    def __init__(self, app: AsyncApp, app_token: str) -> None:
        self._handler = AsyncSocketModeHandler(app, app_token)

    async def open(self) -> None:
        """Connect; the client reconnects by itself when Slack refreshes the socket."""
        await self._handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped

    async def close(self) -> None:
        """Close the socket and the client's session."""
        await self._handler.close_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped

    async def ready(self) -> bool:
        """As far as the client knows; a socket can be alive but deaf."""
        return await self._handler.client.is_connected()


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
