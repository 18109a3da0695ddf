from __future__ import annotations

from aiohttp import web

from handlers.core.ports import Health
from handlers.probes.base import Observation, Tools
from handlers.probes.login import LoginRequest, mint
from handlers.probes.reasons import Reason
from tests.handlers.probes.conftest import Serve


async def login(request: web.Request) -> web.StreamResponse:
    if request.headers.get("X-Key") != "k":
        return web.Response(status=403)
    sent = dict(await request.post()) or (await request.json() if request.can_read_body else {})
    return web.json_response({"auth": {"token": "minted-" + str(sent.get("user", "nobody"))}})


async def test_a_token_is_minted_by_json_or_form_and_redacted_from_then_on(serve: Serve, tools: Tools) -> None:
    url = await serve(login)
    for body in ({"json": {"user": "anna"}}, {"form": {"user": "anna"}}):
        request = LoginRequest.model_validate({"url": url, "header": {"X-Key": "k"}, "token": "auth.token", **body})
        minted = await mint(request, tools)
        assert not isinstance(minted, Observation)
        assert minted[0] == "minted-anna"
    assert tools.redact("got minted-anna") == "got [redacted]"


async def test_without_a_token_it_is_unknown_what_the_other_service_would_say(serve: Serve, tools: Tools) -> None:
    url = await serve(login)
    refused = await mint(LoginRequest(url=url), tools)
    assert isinstance(refused, Observation)
    assert (refused.health, refused.reason, refused.facts["status"]) == (Health.UNKNOWN, Reason.LOGIN_FAILED, 403)
    missing = await mint(LoginRequest(url=url, header={"X-Key": "k"}, token="auth.nowhere"), tools)
    assert isinstance(missing, Observation)
    assert missing.reason == Reason.TOKEN_MISSING
