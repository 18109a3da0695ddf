"""Liveness and readiness over HTTP, for the platform that keeps the bot alive."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

Ready = Callable[[], Awaitable[Mapping[str, bool]]]


def health_routes(ready: Ready) -> list[web.RouteDef]:
    """`/health/live`: the loop turns. `/health/ready`: every named part can work; a 503 names those that cannot."""

    async def live(_: web.Request) -> web.Response:
        return web.json_response({"live": True})

    async def is_ready(_: web.Request) -> web.Response:
        parts = await ready()
        healthy = all(parts.values())
        return web.json_response({"ready": healthy, "parts": dict(parts)}, status=200 if healthy else 503)

    return [web.get("/health/live", live), web.get("/health/ready", is_ready)]
