"""Looking at a demo stack with plain clients, as any user of the product would."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from bot.demo.stack import DemoStack


@dataclass
class Seen:
    """The statuses of a stack: 0 stands for a refused connection."""

    auth: int
    backend: int
    gateway: int
    login: int
    me: int


async def look(stack: DemoStack, http: httpx.AsyncClient) -> Seen:
    plan = stack.plan
    urls = (plan.auth_url, plan.backend_url, plan.gateway_url)
    auth, backend, gateway = await asyncio.gather(*(status(http, f"{url}/health") for url in urls))
    answer = await login(stack, http)
    token = answer.json()["access_token"] if answer is not None and answer.status_code == 200 else "none"
    me = await status(http, f"{plan.gateway_url}/api/me", {"Authorization": f"Bearer {token}"})
    return Seen(auth, backend, gateway, answer.status_code if answer is not None else 0, me)


HEALTHY = Seen(200, 200, 200, 200, 200)


async def status(http: httpx.AsyncClient, url: str, headers: dict[str, str] | None = None) -> int:
    try:
        return (await http.get(url, headers=headers)).status_code
    except httpx.ConnectError:
        return 0


async def login(stack: DemoStack, http: httpx.AsyncClient, key: str | None = None) -> httpx.Response | None:
    url = f"{stack.plan.auth_url}/auth/e2e/test-auth"
    headers = {"X-E2E-Bypass-Key": stack.plan.secrets.e2e_bypass if key is None else key}
    try:
        return await http.post(url, headers=headers, json={"email": "someone@example.com"})
    except httpx.ConnectError:
        return None


async def token_of(stack: DemoStack, http: httpx.AsyncClient) -> str:
    answer = await login(stack, http)
    assert answer is not None
    return str(answer.json()["access_token"])


async def chat(stack: DemoStack, token: str, message: str = "hello") -> list[dict[str, Any]]:
    """The events up to agent_completed, an error event, or the connection's end (`close` holds its code)."""
    events: list[dict[str, Any]] = []
    url = stack.plan.gateway_url.replace("http", "ws") + "/ws"
    async with connect(url, additional_headers={"Authorization": f"Bearer {token}"}, proxy=None) as socket:
        try:
            await socket.send(json.dumps({"type": "user_message", "message": message}))
            while not events or events[-1]["type"] not in ("agent_completed", "error"):
                events.append(json.loads(await socket.recv()))
        except ConnectionClosed as closed:
            events.append({"type": "", "close": closed.rcvd.code if closed.rcvd else None})
    return events
