"""Keeps web pages of other origins out: a name that merely points to loopback is not this server's name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.workspace.state import Workspace

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_LOCAL = {"127.0.0.1", "localhost", "::1"}


def only_local(workspace: Workspace) -> Middleware:
    """Refuse requests for a foreign Host (DNS rebinding), and browser requests from a foreign origin."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        own = {urlsplit(workspace.base_url).hostname, *_LOCAL}
        origin = request.headers.get("Origin")
        if urlsplit(f"//{request.host}").hostname not in own:
            return web.Response(status=421, text="this is a local Slack; it answers to loopback names only")
        if origin and urlsplit(origin).netloc != request.host:
            return web.Response(status=403, text="requests from other origins are refused")
        return await handler(request)

    return guard
