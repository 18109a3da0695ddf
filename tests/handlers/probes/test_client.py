from __future__ import annotations

from aiohttp import web

from handlers.core.ports import SystemClock
from handlers.core.redaction import Redactor
from handlers.probes.client import open_tools
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
