from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from handlers.core.cloud import CloudRefusal
from handlers.platforms.google import ANSWER_LIMIT, GoogleApi, anonymous
from handlers.probes.base import Tools
from handlers.probes.client import open_tools

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@pytest.fixture
async def tools() -> AsyncIterator[Tools]:
    async with open_tools() as opened:
        yield opened


class Flaky:
    """Answers the statuses given, one after the other, then 200."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.asked: list[web.Request] = []

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        if self.statuses:
            return web.json_response({"error": {"message": "try later"}}, status=self.statuses.pop(0))
        return web.json_response({"ok": True})


async def api(handler: Handler, tools: Tools) -> tuple[GoogleApi, TestServer]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    server = TestServer(app)
    await server.start_server()
    return GoogleApi(tools.http, "p", "r", anonymous, str(server.make_url("/")), pauses=(0.0, 0.0)), server


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_read_is_tried_again_after_an_overload(tools: Tools, status: int) -> None:
    flaky = Flaky(status, status)
    google, server = await api(flaky.answer, tools)
    assert await google.get("run", "/x", {"a": "b"}) == {"ok": True}
    assert [request.query.get("alt") for request in flaky.asked] == ["json"] * 3
    await server.close()


@pytest.mark.parametrize("status", [400, 401, 403, 404])
async def test_a_refusal_is_final_and_keeps_googles_words(tools: Tools, status: int) -> None:
    flaky = Flaky(status)
    google, server = await api(flaky.answer, tools)
    with pytest.raises(CloudRefusal, match=f"{status} try later") as caught:
        await google.get("run", "/x")
    assert caught.value.status == status
    assert len(flaky.asked) == 1
    await server.close()


async def test_a_change_is_sent_once(tools: Tools) -> None:
    flaky = Flaky(503)
    google, server = await api(flaky.answer, tools)
    with pytest.raises(CloudRefusal):
        await google.send("PUT", "run", "/x", {"a": 1})
    assert len(flaky.asked) == 1
    await server.close()


async def test_an_answer_that_is_no_object_or_too_large_is_a_refusal(tools: Tools) -> None:
    async def nonsense(request: web.Request) -> web.StreamResponse:
        return web.Response(body=b"[" if request.path == "/small" else b"x" * (ANSWER_LIMIT + 1))

    google, server = await api(nonsense, tools)
    for path in ("/small", "/large"):
        with pytest.raises(CloudRefusal):
            await google.get("run", path)
    await server.close()


async def test_no_answer_at_all_has_status_0(tools: Tools) -> None:
    google = GoogleApi(tools.http, "p", "r", anonymous, "http://127.0.0.1:1", pauses=())
    with pytest.raises(CloudRefusal, match="no answer") as caught:
        await google.get("run", "/x")
    assert caught.value.status == 0


def test_each_api_has_its_host_unless_one_endpoint_serves_all(tools: Tools) -> None:
    google = GoogleApi(tools.http, "p", "europe-west1", anonymous)
    assert google.url("run", "/x") == "https://europe-west1-run.googleapis.com/x"
    assert google.url("sqladmin", "/x") == "https://sqladmin.googleapis.com/x"
    local = GoogleApi(tools.http, "p", "r", anonymous, "http://localhost:9/")
    assert local.url("run", "/x") == local.url("logging", "/x") == "http://localhost:9/x"
