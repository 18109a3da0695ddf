from __future__ import annotations

from typing import Any

import jwt
import pytest
from aiohttp import web

from handlers.core.ports import Health
from handlers.probes.reasons import Reason
from tests.handlers.probes.conftest import Probe, Serve

KEY = "the-secret-of-the-auth-service-32b"


def product(backend_key: str = KEY, login_status: int = 200, me_status: int = 200) -> Any:
    async def handler(request: web.Request) -> web.StreamResponse:
        if request.path == "/login":
            answer = {"data": {"access_token": jwt.encode({"sub": "u"}, KEY, "HS256")}, "token_type": "Bearer"}
            return web.json_response(answer, status=login_status)
        try:
            jwt.decode(request.headers["Authorization"].removeprefix("Bearer "), backend_key, algorithms=["HS256"])
        except jwt.InvalidSignatureError:
            return web.Response(status=401, headers={"WWW-Authenticate": "Bearer error=invalid_token"})
        return web.Response(status=me_status)

    return handler


def config(url: str, field: str = "data.access_token") -> dict[str, Any]:
    login = {"url": url + "/login", "json": {"email": "a@b.c"}, "token": field}
    return {"kind": "token_exchange", "login": login, "show_to": {"url": url + "/me", "expect": {"status": 200}}}


async def test_a_token_that_is_accepted_is_ok(probe: Probe, serve: Serve) -> None:
    seen = await probe(**config(await serve(product())))
    assert seen.health is Health.OK, seen


async def test_a_token_signed_with_another_secret_is_refused(probe: Probe, serve: Serve) -> None:
    seen = await probe(**config(await serve(product(backend_key="another-secret-of-32-bytes-length"))))
    assert (seen.health, seen.reason, seen.facts["status"]) == (Health.FAILING, Reason.TOKEN_REFUSED, 401)


@pytest.mark.parametrize("status", [404, 500, 401])
async def test_a_login_that_fails_does_not_blame_the_other_service(probe: Probe, serve: Serve, status: int) -> None:
    seen = await probe(**config(await serve(product(login_status=status))))
    assert (seen.health, seen.reason, seen.facts["status"]) == (Health.UNKNOWN, Reason.LOGIN_FAILED, status)


async def test_a_login_out_of_reach_or_without_a_token_does_not_either(probe: Probe, serve: Serve) -> None:
    assert (await probe(**config("http://127.0.0.1:1"))).reason == Reason.LOGIN_FAILED
    seen = await probe(**config(await serve(product()), field="nowhere"))
    assert (seen.health, seen.reason) == (Health.UNKNOWN, Reason.LOGIN_FAILED)


async def test_another_failure_of_the_other_service_is_its_status(probe: Probe, serve: Serve) -> None:
    seen = await probe(**config(await serve(product(me_status=502))))
    assert (seen.reason, seen.facts["status"]) == (Reason.STATUS, 502)


async def test_the_token_never_shows(probe: Probe, serve: Serve) -> None:
    shown: list[str] = []

    async def talkative(request: web.Request) -> web.StreamResponse:
        if request.path == "/login":
            return web.json_response({"data": {"access_token": "opaque-token-0123456789"}})
        shown.append(request.headers["Authorization"])
        return web.Response(status=401, headers={"WWW-Authenticate": shown[-1]})

    seen = await probe(**config(await serve(talkative)))
    assert shown == ["Bearer opaque-token-0123456789"]
    assert "0123456789" not in repr(seen)
