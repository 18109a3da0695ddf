"""A small real product on loopback: a login, a logout, and a chat over WebSocket, with every fault by name."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import time
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import jwt
from aiohttp import WSCloseCode, WSMsgType, web

from tests.handlers.golden_path.walking import KEY, KINDS, event


@dataclass(slots=True)
class RealProduct:
    """`fault` is looked at anew for every request. `sockets` counts what is open, `logouts` what was logged out."""

    fault: str = ""
    capacity: int = 10_000
    first_event_after: float = 0.0
    sockets: int = 0
    logins: int = 0
    logouts: int = 0
    address: str = ""
    messages: list[str] = field(default_factory=list)
    idle: asyncio.Event = field(default_factory=asyncio.Event)
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    def section(self, **changes: Any) -> dict[str, Any]:
        """The `golden_path` section that describes this product."""
        made: dict[str, Any] = {
            "login": {
                "url": f"{self.address}/auth/e2e/test-auth",
                "json": {"email": "golden@example.com"},
                "within": 5,
            },
            "token": {"claims": ["sub", "email", "iat", "exp"], "key": KEY},
            "connect": {"url": f"{self.address}/ws".replace("http", "ws"), "auth": "subprotocol", "within": 5},
            "send": {"type": "user_message", "message": "Summarise yesterday's spend"},
            "expect": {
                "events": list(KINDS),
                "first_event_within": 0.4,
                "silence_after": 0.8,
                "within": 5,
                "quiet_for": "30ms",
                "answer": {"event": "agent_completed", "field": "final_response"},
            },
            "logout": {"url": f"{self.address}/logout"},
        }
        for name, part in changes.items():
            made[name] = {**made.get(name, {}), **part} if isinstance(part, dict) else part
        return made

    async def login(self, request: web.Request) -> web.Response:
        """`POST /auth/e2e/test-auth`."""
        self.logins += 1
        if self.fault == "login-500":
            return web.json_response({"error": "no database"}, status=500)
        return web.json_response({"access_token": self._token(), "token_type": "Bearer", "expires_in": 600})

    async def logout(self, request: web.Request) -> web.Response:
        """`POST /logout`."""
        self.logouts += request.headers.get("Authorization", "").startswith("Bearer ")
        return web.json_response({})

    def _token(self) -> str:
        user, now = f"user-{self.logins}", int(time.time())
        if self.fault == "token-expired":
            now -= 7200
        claims = {"sub": user, "email": "golden@example.com", "iat": now, "exp": now + 600}
        if self.fault == "token-alg-none":
            return jwt.encode(claims, "", algorithm="none")
        return jwt.encode(claims, KEY, algorithm="HS256")

    async def moved(self, request: web.Request) -> web.Response:
        """`GET /moved`: a redirect to the chat."""
        raise web.HTTPFound("/ws")

    async def chat(self, request: web.Request) -> web.StreamResponse:
        """`GET /ws`."""
        if self.fault == "handshake-403":
            return web.Response(status=403, text="origin refused")
        if self.sockets >= self.capacity:
            return web.Response(status=503)
        offered = [name.strip() for name in request.headers.get("Sec-WebSocket-Protocol", "").split(",")]
        socket = web.WebSocketResponse(protocols=() if self.fault == "subprotocol-dropped" else offered)
        await socket.prepare(request)
        self._count(1)
        try:
            user = _user(request, offered)
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self.messages.append(message.data)
                    self.asked.set()
                    await self._answer(socket, user, str(json.loads(message.data).get("message")))
        finally:
            self._count(-1)
        return socket

    def _count(self, change: int) -> None:
        self.sockets += change
        self.idle.set() if self.sockets == 0 else self.idle.clear()

    async def _answer(self, socket: web.WebSocketResponse, user: str, text: str) -> None:
        with contextlib.suppress(ConnectionResetError):
            await asyncio.sleep(0.5 if self.fault == "slow-first-event" else self.first_event_after)
            for made in self._events(user, text):
                if made == "close":
                    await socket.close(code=WSCloseCode.INTERNAL_ERROR, message=b"boom")
                    return
                await socket.send_json(made)

    def _events(self, user: str, text: str) -> list[Any]:
        run = uuid.uuid4().hex
        envelope = {"user_id": user, "run_id": run, "thread_id": f"thread-{run}"}
        made: list[Any] = [
            event(kind, number, event_id=f"{run}-{number}", **envelope) for number, kind in enumerate(KINDS)
        ]
        made[4]["final_response"] = f"You asked: {text}"
        _SPOILING.get(self.fault, id)(made)
        return made


def _swap(events: list[Any]) -> None:
    events[1], events[2] = events[2], events[1]


_ELSE = {"event_id": "else", "user_id": "somebody", "run_id": "other", "thread_id": "other"}
_SPOILING: dict[str, Callable[[list[Any]], object]] = {
    "missing-event": lambda events: events.pop(1),
    "wrong-order": _swap,
    "tool-name-missing": lambda events: events[2].pop("tool_name"),
    "results-missing": lambda events: events[3].pop("results"),
    "duplicate-event": lambda events: events.insert(2, events[1]),
    "foreign-event": lambda events: events.insert(2, {**events[1], **_ELSE}),
    "silent-agent": lambda events: events.clear(),
    "early-close-1011": lambda events: events.__setitem__(slice(2, None), ["close"]),
    "empty-answer": lambda events: events[4].update(final_response=""),
    "error-event": lambda events: events.__setitem__(slice(1, None), [{"type": "error", "message": "overloaded"}]),
}


def _user(request: web.Request, offered: list[str]) -> str:
    shown = next((name.removeprefix("jwt.") for name in offered if name.startswith("jwt.")), "")
    token = base64.urlsafe_b64decode(shown + "=" * (-len(shown) % 4)).decode()
    token = token or request.headers.get("Authorization", "").removeprefix("Bearer ")
    return str(jwt.decode(token, options={"verify_signature": False})["sub"])


@contextlib.asynccontextmanager
async def serving(product: RealProduct) -> AsyncIterator[RealProduct]:
    """Serve it on a free port of loopback."""
    app = web.Application()
    app.router.add_post("/auth/e2e/test-auth", product.login)
    app.router.add_post("/logout", product.logout)
    app.router.add_get("/ws", product.chat)
    app.router.add_get("/moved", product.moved)
    runner = web.AppRunner(app, shutdown_timeout=0.5)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    product.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    product.idle.set()
    try:
        yield product
    finally:
        await runner.cleanup()
