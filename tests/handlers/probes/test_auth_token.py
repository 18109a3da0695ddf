from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from aiohttp import web

from handlers.core.ports import Health
from handlers.probes.auth_token import AuthTokenExpect, judge
from handlers.probes.reasons import Reason
from tests.handlers.probes.conftest import Probe, Serve

NOW = datetime(2026, 11, 1, 10, 0, tzinfo=UTC)
KEY = "the-secret-of-the-auth-service-32b"
CLAIMS = {"sub": "u", "iat": NOW.timestamp(), "exp": NOW.timestamp() + 600, "iss": "auth", "aud": ["web"]}


def token(algorithm: str = "HS256", key: str = KEY, **claims: Any) -> str:
    merged = {name: value for name, value in {**CLAIMS, **claims}.items() if value is not None}
    return jwt.encode(merged, key if algorithm != "none" else "", algorithm)


def reason(minted: str, date: str = "", **expect: Any) -> str:
    seen = judge(minted, date, AuthTokenExpect(**expect), NOW)
    return seen.reason if seen else ""


@pytest.mark.parametrize(
    ("minted", "expect", "expected"),
    [
        (token(), {"key": KEY, "issuer": "auth", "audience": "web"}, ""),
        ("no.token", {}, Reason.TOKEN_MALFORMED),
        ("", {}, Reason.TOKEN_MALFORMED),
        (token("none"), {}, Reason.TOKEN_ALGORITHM),
        (token("HS512", KEY * 2), {}, Reason.TOKEN_ALGORITHM),
        (token(sub=None), {}, Reason.TOKEN_CLAIMS),
        (token(), {"claims": ["email"]}, Reason.TOKEN_CLAIMS),
        (token(), {"issuer": "other"}, Reason.TOKEN_CLAIMS),
        (token(), {"audience": "other"}, Reason.TOKEN_CLAIMS),
        (token(aud="web"), {"audience": "web"}, ""),
        (token(exp=NOW.timestamp() - 5), {}, Reason.TOKEN_EXPIRED),
        (token(exp=NOW.timestamp() + 5), {}, Reason.TOKEN_EXPIRED),
        (token(iat=NOW.timestamp() + 300), {}, Reason.CLOCK_SKEW),
        (token(key="another-secret-of-32-bytes-length"), {"key": KEY}, Reason.TOKEN_SIGNATURE),
        (token(key="another-secret-of-32-bytes-length"), {}, ""),
    ],
)
def test_each_fault_of_a_token_has_its_word(minted: str, expect: dict[str, Any], expected: str) -> None:
    assert reason(minted, **expect) == expected


@pytest.mark.parametrize(("minutes", "expected"), [(0, ""), (5, Reason.CLOCK_SKEW), (-5, Reason.CLOCK_SKEW)])
def test_the_date_header_betrays_the_clock(minutes: int, expected: str) -> None:
    date = (NOW + timedelta(minutes=minutes)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert reason(token(), date) == expected
    assert reason(token(), "no date") == ""


async def test_a_login_is_measured_end_to_end(probe: Probe, serve: Serve) -> None:
    async def login(request: web.Request) -> web.StreamResponse:
        if request.path != "/login":
            return web.Response(status=404)
        now = datetime.now(UTC).timestamp()
        return web.json_response({"access_token": token(iat=now, exp=now + 600)})

    url = await serve(login)
    seen = await probe(kind="auth_token", login={"url": url + "/login"}, expect={"key": KEY})
    assert seen.health is Health.OK, seen
    assert seen.facts["algorithm"] == "HS256"
    missing = await probe(kind="auth_token", login={"url": url + "/nowhere"})
    assert (missing.health, missing.reason, missing.facts["status"]) == (Health.FAILING, Reason.LOGIN_FAILED, 404)
