"""`/health`: the worst of its checks, shared by those who ask at once."""

import asyncio
import json

from aiohttp.test_utils import make_mocked_request

from bot.demo.services import health


async def _passes() -> None:
    await asyncio.sleep(0)


async def _refused() -> None:
    raise ConnectionRefusedError("nobody there")


async def _broken() -> None:
    raise KeyError("x")


async def test_each_check_is_told() -> None:
    endpoint = health.Endpoint("auth", {"a": _passes, "b": _refused, "c": _broken})
    answer = await endpoint(make_mocked_request("GET", "/health"))
    body = json.loads(answer.text or "")
    assert (answer.status, body["status"]) == (503, "unhealthy")
    assert body["checks"]["a"]["ok"]
    assert body["checks"]["b"]["error"] == "ConnectionRefusedError: nobody there"
    assert body["checks"]["c"]["error"] == "KeyError: 'x'"


async def test_a_burst_is_one_check() -> None:
    runs = 0

    async def counted() -> None:
        nonlocal runs
        runs += 1
        await asyncio.sleep(0)

    endpoint = health.Endpoint("auth", {"a": counted})
    answers = await asyncio.gather(*(endpoint(make_mocked_request("GET", "/health")) for _ in range(20)))
    assert {answer.status for answer in answers} == {200}
    assert runs == 1
    await endpoint(make_mocked_request("GET", "/health"))
    assert runs == 2
