"""The supervisor's interface, over real HTTP against real processes."""

import asyncio
import hashlib
import hmac
from typing import Any

import httpx
import pytest

from bot.demo.api import fingerprint
from bot.demo.stack import DemoStack
from tests.bot.demo.looking import HEALTHY, look

pytestmark = pytest.mark.asyncio(loop_scope="session")

KEY = "a random key of the asker"


async def _call(stack: DemoStack, http: httpx.AsyncClient, method: str, path: str, **more: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {stack.plan.secrets.supervisor}", **more.pop("headers", {})}
    return await http.request(method, stack.plan.supervisor_url + path, headers=headers, **more)


async def test_it_refuses_a_stranger(stack: DemoStack, http: httpx.AsyncClient) -> None:
    for headers in ({}, {"Authorization": "Bearer guessed"}):
        assert (await http.get(f"{stack.plan.supervisor_url}/processes", headers=headers)).status_code == 401


async def test_it_lists_every_process(stack: DemoStack, http: httpx.AsyncClient) -> None:
    processes = (await _call(stack, http, "GET", "/processes")).json()
    assert {process["name"] for process in processes} == {"postgres", "redis", "auth", "backend", "gateway"}
    assert {process["state"] for process in processes} == {"running"}


async def test_it_describes_one(stack: DemoStack, http: httpx.AsyncClient) -> None:
    await _call(stack, http, "POST", "/processes/backend/restart")
    process = (await _call(stack, http, "GET", "/processes/backend")).json()
    assert process.keys() == {
        "name", "state", "pid", "exit_code", "restarts", "started_at", "port", "log", "changes",
        "runs", "suspended",
    }  # fmt: skip
    assert process["port"] == stack.plan.ports.backend
    assert process["log"][-1].endswith(f"listening on 127.0.0.1:{process['port']}")
    assert process["changes"][-1]["what"] == "restart by request"


async def test_an_unknown_process_is_404_and_names_the_others(stack: DemoStack, http: httpx.AsyncClient) -> None:
    answer = await _call(stack, http, "GET", "/processes/nope")
    assert answer.status_code == 404
    assert "auth, backend, gateway" in answer.json()["error"]


async def test_it_stops_and_starts(stack: DemoStack, http: httpx.AsyncClient) -> None:
    assert (await _call(stack, http, "POST", "/processes/auth/stop")).json()["state"] == "stopped"
    assert (await look(stack, http)).auth == 0
    assert (await _call(stack, http, "POST", "/processes/auth/start")).json()["state"] == "running"
    assert await look(stack, http) == HEALTHY


async def _fingerprints(stack: DemoStack, http: httpx.AsyncClient, process: str, names: str) -> dict[str, Any]:
    path = f"/processes/{process}/environment?names={names}"
    answer = await _call(stack, http, "GET", path, headers={"X-Fingerprint-Key": KEY})
    assert stack.plan.secrets.jwt not in answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_fingerprints_agree_where_secrets_do(stack: DemoStack, http: httpx.AsyncClient) -> None:
    auth = await _fingerprints(stack, http, "auth", "JWT_SECRET_KEY")
    backend = await _fingerprints(stack, http, "backend", "JWT_SECRET,NOPE")
    assert auth["JWT_SECRET_KEY"] == backend["JWT_SECRET"]
    expected = hmac.new(KEY.encode(), stack.plan.secrets.jwt.encode(), hashlib.sha256).hexdigest()
    assert backend["JWT_SECRET"]["fingerprint"] == expected
    assert backend["NOPE"]["present"] is False
    await stack.inject("jwt-mismatch")
    assert auth["JWT_SECRET_KEY"] != (await _fingerprints(stack, http, "backend", "JWT_SECRET"))["JWT_SECRET"]


async def test_a_fingerprint_needs_a_long_key(stack: DemoStack, http: httpx.AsyncClient) -> None:
    path = "/processes/auth/environment?names=PORT"
    assert (await _call(stack, http, "GET", path, headers={"X-Fingerprint-Key": "short"})).status_code == 400


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, {"present": False, "fingerprint": None, "length": 0}),
        ("", {"present": True, "empty": True, "length": 0}),
        ("  ", {"present": True, "empty": True, "whitespace": True}),
        ("s3cr3t-value\n", {"whitespace": True, "default_looking": False, "length": 13}),
        ("changeme", {"default_looking": True}),
        ("aaaaaaaaaa", {"default_looking": True}),
    ],
)
async def test_damage_is_named(value: str | None, expected: dict[str, Any]) -> None:
    assert expected.items() <= fingerprint(value, KEY).items()


async def test_a_secret_is_copied_without_being_shown(stack: DemoStack, http: httpx.AsyncClient) -> None:
    await stack.inject("jwt-mismatch")
    body = {"copy": {"JWT_SECRET": {"process": "auth", "name": "JWT_SECRET_KEY"}}}
    answer = await _call(stack, http, "POST", "/processes/backend/environment", json=body)
    assert answer.json()["changes"][-1]["what"] == "environment changed: JWT_SECRET"
    assert stack.plan.secrets.jwt not in answer.text
    assert await look(stack, http) == HEALTHY


async def test_variables_are_set_and_unset(stack: DemoStack, http: httpx.AsyncClient) -> None:
    await stack.inject("e2e-bypass-missing")
    body = {"set": {"E2E_TEST_AUTH": "enabled", "CLOCK_OFFSET": None}}
    assert (await _call(stack, http, "POST", "/processes/auth/environment", json=body)).json()["state"] == "running"
    assert await look(stack, http) == HEALTHY


@pytest.mark.parametrize("body", [[], {"set": {"A B": "x"}}, {"set": {"A": 1}}])
async def test_nonsense_is_refused(body: Any, stack: DemoStack, http: httpx.AsyncClient) -> None:
    assert (await _call(stack, http, "POST", "/processes/auth/environment", json=body)).status_code == 400


async def test_reading_waits_for_nobody(stack: DemoStack, http: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(_call(stack, http, "GET", "/processes") for _ in range(20)))
    assert {answer.status_code for answer in answers} == {200}
