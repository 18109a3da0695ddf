from __future__ import annotations

import httpx
from aiohttp import web

from handlers.core.ports import SystemClock
from handlers.core.redaction import Redactor
from handlers.probes.client import open_tools, prepared
from tests.handlers.probes.conftest import Serve


async def test_the_tools_of_a_process_share_one_client_that_follows_nothing(serve: Serve) -> None:
    async def redirect(_: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": "/elsewhere"})

    url, redact = await serve(redirect), Redactor(["secret-value"])
    async with open_tools(redact=redact) as tools:
        assert tools.redact is redact
        assert isinstance(tools.clock, SystemClock)
        response = await tools.http.get(url)
        assert response.status_code == 302
        assert response.request.headers["User-Agent"] == "opsmedic"
    assert tools.http.is_closed


async def test_a_prepared_request_is_sent_again_and_again_as_it_is(serve: Serve) -> None:
    seen: list[tuple[str, str, bytes]] = []

    async def note(request: web.Request) -> web.StreamResponse:
        seen.append((request.method, request.headers["X-Mark"], await request.read()))
        return web.Response(text="ok", headers={"X-Answer": "yes"})

    request = prepared(httpx.Request("POST", await serve(note), headers={"X-Mark": "one"}, content=b"body"))
    async with open_tools() as tools:
        for _ in range(3):
            response = await tools.http.send(request, stream=True)
            assert (await response.aread(), response.headers["x-answer"]) == (b"ok", "yes")
            await response.aclose()
    assert seen == [("POST", "one", b"body")] * 3
