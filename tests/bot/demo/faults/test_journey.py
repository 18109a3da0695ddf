"""Each fault of the journey, seen by a user's own WebSocket client; the services stay healthy."""

import asyncio
import base64
import json
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from bot.demo.faults.registry import OF_THE_JOURNEY
from bot.demo.stack import DemoStack
from tests.bot.demo.looking import HEALTHY, chat, look, token_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

EVENTS = ["agent_started", "agent_thinking", "tool_executing", "tool_completed", "agent_completed"]


async def _events(stack: DemoStack, http: httpx.AsyncClient) -> list[dict[str, Any]]:
    return await chat(stack, await token_of(stack, http), "a marker")


def _types(events: list[dict[str, Any]]) -> list[str]:
    return [event["type"] for event in events]


async def test_a_healthy_agent_sends_five_whole_events(stack: DemoStack, http: httpx.AsyncClient) -> None:
    events = await _events(stack, http)
    assert _types(events) == EVENTS
    every = {"type", "timestamp", "event_id", "user_id", "thread_id", "run_id", "agent_name"}
    assert all(every <= event.keys() for event in events)
    assert len({event["event_id"] for event in events}) == 5
    assert len({(event["user_id"], event["thread_id"], event["run_id"]) for event in events}) == 1
    assert events[2]["tool_name"] == events[3]["tool_name"]
    assert events[3]["results"]["messages"] >= 1
    assert "a marker" in events[4]["final_response"]


async def test_the_message_is_stored(stack: DemoStack, http: httpx.AsyncClient) -> None:
    thread = (await _events(stack, http))[0]["thread_id"]
    admin = await stack.postgres.admin("demo")
    assert await admin.fetchval("select body from messages where thread_id = $1", thread) == "a marker"
    await admin.close()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("missing-event", [EVENTS[0], *EVENTS[2:]]),
        ("wrong-order", [*EVENTS[:2], EVENTS[3], EVENTS[2], EVENTS[4]]),
        ("duplicate-event", [*EVENTS[:2], EVENTS[1], *EVENTS[2:]]),
        ("foreign-event", [*EVENTS[:2], EVENTS[1], *EVENTS[2:]]),
        ("early-close-1011", [*EVENTS[:3], ""]),
        ("error-event", [*EVENTS[:2], "error"]),
    ],
)
async def test_the_stream_is_wrong(name: str, expected: list[str], stack: DemoStack, http: httpx.AsyncClient) -> None:
    await stack.inject(name)
    assert await look(stack, http) == HEALTHY
    events = await _events(stack, http)
    assert _types(events) == expected
    assert events[-1].get("close") == (1011 if name == "early-close-1011" else None)
    ids = [event["event_id"] for event in events if event["type"]]
    assert (len(set(ids)) < len(ids)) == (name == "duplicate-event")
    assert (len({event["user_id"] for event in events if event["type"]}) > 1) == (name == "foreign-event")


async def test_fields_are_missing(stack: DemoStack, http: httpx.AsyncClient) -> None:
    await stack.inject("tool-name-missing", "results-missing", "empty-answer")
    events = await _events(stack, http)
    assert not any({"tool_name", "results"} & event.keys() for event in events)
    assert events[-1]["final_response"] == ""


@pytest.mark.parametrize("name", ["silent-agent", "slow-first-event"])
async def test_the_first_event_does_not_come(name: str, stack: DemoStack, http: httpx.AsyncClient) -> None:
    await stack.inject(name)
    token = await token_of(stack, http)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(chat(stack, token), 0.3)


@pytest.mark.parametrize(
    ("name", "reason"), [("token-expired", "token has expired"), ("token-alg-none", "algorithm not allowed")]
)
async def test_the_token_is_bad(name: str, reason: str, stack: DemoStack, http: httpx.AsyncClient) -> None:
    await stack.inject(name)
    headers = {"Authorization": f"Bearer {await token_of(stack, http)}"}
    answer = await http.get(f"{stack.plan.gateway_url}/api/me", headers=headers)
    assert (answer.status_code, answer.json()["reason"]) == (401, reason)


async def _select(stack: DemoStack, http: httpx.AsyncClient) -> tuple[str | None, str]:
    offered = "jwt." + base64.urlsafe_b64encode((await token_of(stack, http)).encode()).decode().rstrip("=")
    url = stack.plan.gateway_url.replace("http", "ws") + "/ws"
    async with connect(url, subprotocols=[Subprotocol(offered)], proxy=None) as socket:
        await socket.send(json.dumps({"type": "user_message", "message": "hello"}))
        first = json.loads(await socket.recv())
        return socket.subprotocol, str(first["type"]) if socket.subprotocol in (offered, None) else ""


async def test_the_subprotocol_is_dropped(stack: DemoStack, http: httpx.AsyncClient) -> None:
    selected, first = await _select(stack, http)
    assert selected is not None
    assert first == "agent_started"
    await stack.inject("subprotocol-dropped")
    assert await _select(stack, http) == (None, "agent_started")


async def test_the_handshake_is_forbidden(stack: DemoStack, http: httpx.AsyncClient) -> None:
    await stack.inject("handshake-403")
    with pytest.raises(InvalidStatus) as caught:
        await _events(stack, http)
    assert caught.value.response.status_code == 403


async def test_each_comes_and_goes(stack: DemoStack, http: httpx.AsyncClient) -> None:
    await stack.inject(*(fault.name for fault in OF_THE_JOURNEY))
    await stack.lift_all()
    assert _types(await _events(stack, http)) == EVENTS
