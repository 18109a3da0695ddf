"""The backend: `/health`, `/api/me`, and the chat over WebSocket `/ws`."""

from __future__ import annotations

import asyncio
import importlib
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
from aiohttp import web

from bot.demo.services import chat, defects, health, serve, tokens, valkey
from bot.demo.services.database import Database, PoolExhausted
from bot.demo.services.settings import optional, required

log = logging.getLogger("backend")

_UNAUTHENTICATED = 4401  # a browser cannot see the status of a failed handshake, but it sees a close code
_SUBPROTOCOL = "jwt."


@dataclass(slots=True)
class Backend:
    """The service's parts."""

    database: Database
    redis_url: str
    auth_url: str
    secret: str
    session: aiohttp.ClientSession = field(init=False)

    async def clients(self, _: web.Application) -> AsyncIterator[None]:
        """Open the HTTP client for as long as the service lives."""
        self.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=health.PATIENCE))
        yield
        await self.session.close()
        await self.database.close()

    async def check_postgres(self) -> None:
        """The messages table answers, and takes writes."""
        await self.database.beat("backend")
        await self.database.fetch_value("select id from messages limit 1")

    async def check_redis(self) -> None:
        """A value can be written and read back."""
        await valkey.command(self.redis_url, ("SET", "health:backend", "1", "EX", "60"), ("GET", "health:backend"))

    async def check_auth(self) -> None:
        """The auth service answers that it is healthy."""
        async with self.session.get(f"{self.auth_url}/health") as response:
            if response.status != 200:
                raise ConnectionError(f"auth answered {response.status}")

    async def check_schema(self) -> None:
        """Compare the release's idea of the schema with the database's; one that is not there is no matter of this."""
        if not optional("RELEASE", ""):
            return
        try:
            await self.database.fetch_value("select id from messages limit 1")
        except asyncpg.UndefinedTableError as error:
            log.error("schema: release %s: %s: %s", optional("RELEASE", ""), type(error).__name__, error)
        except (OSError, asyncpg.PostgresError) as error:
            log.warning("schema: not checked: %s", type(error).__name__)

    async def warm_up(self) -> None:
        """What the backend does once it serves: read the exchange rates, fill the cache."""
        if rates := optional("RATES_FILE", ""):
            loaded = json.loads(await asyncio.to_thread(Path(rates).read_text))
            log.info("rates: %s", {currency: 1 / rate for currency, rate in loaded["rates"].items()})
        await self.check_schema()
        if optional("POOL_LEAK", ""):
            try:
                await self.database.leak()
            except PoolExhausted as error:
                log.error("report worker: %s: %s", type(error).__name__, error)
        cache = []
        for _ in range(int(optional("CACHE_MIB", "0"))):
            cache.append(b"\1" * 1024**2)
            await asyncio.sleep(0)
        await asyncio.Event().wait()  # the cache lives as long as the process

    async def me(self, request: web.Request) -> web.Response:
        """`GET /api/me`: the claims of the bearer token, or 401 with the reason."""
        try:
            return web.json_response(tokens.verify(_token(request), self.secret))
        except tokens.BadToken as reason:
            log.warning("401 for /api/me: %s", reason)
            return web.json_response({"error": "invalid_token", "reason": str(reason)}, status=401)

    async def chat(self, request: web.Request) -> web.StreamResponse:
        """`GET /ws`: every user message is answered by a run of five events."""
        offered = request.headers.get("Sec-WebSocket-Protocol", "")
        protocols = [name.strip() for name in offered.split(",") if name.strip()]
        if defects.has("handshake-403"):
            return web.Response(status=403, text="origin not allowed")
        if defects.has("subprotocol-dropped"):
            protocols = []
        socket = web.WebSocketResponse(protocols=protocols, heartbeat=30)
        await socket.prepare(request)
        try:
            claims = tokens.verify(_token(request), self.secret)
        except tokens.BadToken as reason:
            log.warning("WebSocket refused: %s", reason)
            await socket.close(code=_UNAUTHENTICATED, message=str(reason).encode())
            return socket
        async for message in socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                await self._answer(socket, str(claims["sub"]), message.data)
        return socket

    async def _answer(self, socket: web.WebSocketResponse, user: str, text: str) -> None:
        request = _request(text)
        if request is None:
            await socket.send_json({"type": "error", "message": "expected a JSON object of type user_message"})
            return
        run = chat.Run.begin(user, request)
        try:
            events = chat.answer(self.database, run, str(request.get("message", "")))
            async for event in defects.apply(events, run):
                await socket.send_json(event)
        except defects.ClosedEarly:
            await socket.close(code=aiohttp.WSCloseCode.INTERNAL_ERROR, message=b"internal error")
        except (ConnectionResetError, aiohttp.ClientConnectionError):
            return
        except Exception as error:
            log.exception("the run failed")
            await socket.send_json(run.event("error", message=f"{type(error).__name__}: {error}"))


def _request(text: str) -> dict[str, Any] | None:
    try:
        request = json.loads(text)
    except ValueError:
        return None
    return request if isinstance(request, dict) and request.get("type") == "user_message" else None


def _token(request: web.Request) -> str:
    """The bearer header's token, or the one offered as subprotocol `jwt.<base64url of the token>`."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip()
    for name in request.headers.get("Sec-WebSocket-Protocol", "").split(","):
        if name.strip().startswith(_SUBPROTOCOL):
            return tokens.decode(name.strip().removeprefix(_SUBPROTOCOL)).decode(errors="replace")
    raise tokens.BadToken("no token")


def main() -> None:
    """Build it from the environment and serve."""
    for plugin in filter(None, optional("BACKEND_PLUGINS", "").split(",")):
        importlib.import_module(plugin)
    backend = Backend(
        Database(required("DATABASE_URL")), required("REDIS_URL"), required("AUTH_URL"), required("JWT_SECRET")
    )
    app = web.Application()
    app.cleanup_ctx.append(backend.clients)
    app.on_response_prepare.append(_allow_origin)
    checks = {"postgres": backend.check_postgres, "redis": backend.check_redis, "auth": backend.check_auth}
    app.router.add_get(optional("HEALTH_PATH", "/health"), health.Endpoint("backend", checks))
    app.router.add_get("/api/me", backend.me)
    app.router.add_get("/ws", backend.chat)
    serve.run("backend", app, work=backend.warm_up)


async def _allow_origin(request: web.Request, response: web.StreamResponse) -> None:
    """Let pages of our own front end read the answers (CORS)."""
    allowed = optional("CORS_ORIGIN", "")
    if allowed and request.headers.get("Origin") == allowed:
        response.headers["Access-Control-Allow-Origin"] = allowed


if __name__ == "__main__":
    main()
