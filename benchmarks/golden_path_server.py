"""The product that benchmarks/golden_path.py walks: a login and a chat on loopback, in a process of its own.

`/ws` answers every message with the five events, `/silent` takes messages and never answers. Prints its port.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import resource
import time
from typing import Any

import jwt
from aiohttp import WSMsgType, web

KEY = "a secret of at least thirty-two bytes"
KINDS = ("agent_started", "agent_thinking", "tool_executing", "tool_completed", "agent_completed")
_MORE: dict[str, dict[str, Any]] = {
    "tool_executing": {"tool_name": "spend"},
    "tool_completed": {"tool_name": "spend", "results": {"rows": 3}},
    "agent_completed": {"final_response": "You spent 12 EUR."},
}
_runs = itertools.count()


async def login(_: web.Request) -> web.Response:
    """A fresh token."""
    now = int(time.time())
    token = jwt.encode({"sub": "user-1", "email": "a@example.com", "iat": now, "exp": now + 600}, KEY)
    return web.json_response({"access_token": token, "expires_in": 600})


def events(run: str) -> list[str]:
    """The five events of one run, as they are sent."""
    now = time.time()
    envelope = {"user_id": "user-1", "thread_id": f"t-{run}", "run_id": run, "agent_name": "analyst"}
    return [
        json.dumps({"type": kind, "timestamp": now, "event_id": f"{run}-{kind}", **envelope, **_MORE.get(kind, {})})
        for kind in KINDS
    ]


async def chat(request: web.Request) -> web.WebSocketResponse:
    """Five events for every message."""
    socket = web.WebSocketResponse(compress=False)
    await socket.prepare(request)
    async for message in socket:
        if message.type is WSMsgType.TEXT:
            for event in events(f"run-{next(_runs)}"):
                await socket.send_str(event)
    return socket


async def silent(request: web.Request) -> web.WebSocketResponse:
    """Nothing for any message."""
    socket = web.WebSocketResponse(compress=False)
    await socket.prepare(request)
    async for _ in socket:
        pass
    return socket


async def main() -> None:
    """Serve until stopped."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65536) if hard > 0 else 65536, hard))
    app = web.Application()
    app.add_routes([web.post("/login", login), web.get("/ws", chat), web.get("/silent", silent)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, backlog=4096)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
