from __future__ import annotations

import asyncio
import dataclasses
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from aiohttp import web

from handlers.core.ports import Health
from handlers.probes.base import Tools
from handlers.probes.reasons import Reason
from tests.handlers.probes.conftest import SECRET, Listen, Probe, Serve
from tests.handlers.probes.servers import Authority


async def answer(request: web.Request) -> web.StreamResponse:
    """`/status/N`, `/json`, `/echo` and `/cookie`."""
    if request.path.startswith("/status/"):
        return web.Response(status=int(request.path.rsplit("/", 1)[1]), text=f"the secret is {SECRET}")
    if request.path == "/json":
        return web.json_response({"status": "ok", "checks": {"db": True, "n": 1}, "list": [1, 2]})
    if request.path == "/echo":
        body = await request.text()
        return web.json_response({"method": request.method, "body": body, "key": request.headers.get("X-Key")})
    if request.path == "/cookie":
        response = web.Response(text=request.headers.get("Cookie", "none"))
        response.set_cookie("session", "1")
        return response
    return web.Response(text="hello", headers={"X-Version": "v7"})


async def test_an_answer_as_expected_is_ok_with_its_phases(probe: Probe, serve: Serve) -> None:
    seen = await probe(kind="http", url=await serve(answer), expect={"status": 200, "within": "5s"})
    assert seen.health is Health.OK
    assert {"connect", "first_byte", "body"} <= set(seen.phases)
    assert seen.facts["status"] == 200


@pytest.mark.parametrize(
    ("path", "expect", "reason"),
    [
        ("/status/502", {"status": 200}, Reason.STATUS),
        ("/status/204", {"status": "2xx"}, ""),
        ("/status/404", {"status": [401, 404]}, ""),
        ("/", {"body": "^hel+o$"}, ""),
        ("/", {"body": "goodbye"}, Reason.BODY),
        ("/", {"json": {}}, Reason.JSON),
        ("/json", {"json": {"status": "ok", "checks": {"db": True}}}, ""),
        ("/json", {"json": {"checks": {"db": False}}}, Reason.JSON),
        ("/json", {"json": {"missing": 1}}, Reason.JSON),
        ("/", {"headers": {"X-Version": "^v\\d$"}}, ""),
        ("/", {"headers": {"X-Version": "^w"}}, Reason.HEADER),
        ("/", {"headers": {"X-Absent": "."}}, Reason.HEADER),
    ],
)
async def test_each_expectation_is_judged(
    probe: Probe, serve: Serve, path: str, expect: dict[str, Any], reason: str
) -> None:
    seen = await probe(kind="http", url=await serve(answer) + path, expect=expect)
    assert seen.reason == reason, seen


async def test_a_wrong_status_carries_number_and_body_without_secrets(probe: Probe, serve: Serve) -> None:
    seen = await probe(kind="http", url=await serve(answer) + "/status/502", expect={"status": 200})
    assert seen.facts["status"] == 502
    assert seen.facts["body"] == "the secret is [redacted]"


async def test_method_headers_and_json_are_sent(probe: Probe, serve: Serve) -> None:
    url = await serve(answer) + "/echo"
    expect = {"json": {"method": "POST", "body": '{"email":"a@b.c"}', "key": "k"}}
    seen = await probe(
        kind="http", url=url, method="POST", headers={"X-Key": "k"}, json={"email": "a@b.c"}, expect=expect
    )
    assert seen.health is Health.OK, seen


async def test_cookies_are_never_kept(probe: Probe, serve: Serve) -> None:
    url = await serve(answer) + "/cookie"
    for _ in range(2):
        assert (await probe(kind="http", url=url, expect={"body": "none"})).health is Health.OK


async def test_a_right_but_late_answer_is_slow_and_names_the_phase(probe: Probe, serve: Serve) -> None:
    async def late(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.05)
        return web.Response()

    seen = await probe(kind="http", url=await serve(late), expect={"within": "20ms"})
    assert (seen.reason, seen.facts["slowest"]) == (Reason.SLOW, "first_byte")


def redirecting(location: str, status: int = 302) -> Any:
    async def handler(request: web.Request) -> web.StreamResponse:
        if request.path == "/end":
            return web.json_response({"method": request.method, "auth": request.headers.get("Authorization", "")})
        return web.Response(status=status, headers={"Location": location})

    return handler


async def test_a_redirect_on_the_same_host_is_followed_and_told(probe: Probe, serve: Serve) -> None:
    url = await serve(redirecting("/end"))
    seen = await probe(kind="http", url=url + "/start", method="POST", expect={"json": {"method": "GET"}})
    assert seen.health is Health.OK, seen
    assert seen.facts["redirects"] == [url + "/end"]


async def test_a_308_keeps_method_and_headers(probe: Probe, serve: Serve) -> None:
    url = await serve(redirecting("/end", 308))
    seen = await probe(
        kind="http",
        url=url,
        method="PUT",
        headers={"Authorization": "Bearer x"},
        expect={"json": {"method": "PUT", "auth": "Bearer x"}},
    )
    assert seen.health is Health.OK, seen


@pytest.mark.parametrize("location", ["/", "/again"])
async def test_a_redirect_loop_is_named(probe: Probe, serve: Serve, location: str) -> None:
    seen = await probe(kind="http", url=await serve(redirecting(location)))
    assert seen.reason == Reason.REDIRECT_LOOP


async def test_a_redirect_to_a_host_outside_the_stack_file_is_not_followed(probe: Probe, serve: Serve) -> None:
    asked: list[str] = []

    async def elsewhere(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        return web.Response()

    there = await serve(elsewhere)
    seen = await probe(kind="http", url=await serve(redirecting(there + "/end")))
    assert (seen.reason, seen.facts["location"]) == (Reason.REDIRECT_ELSEWHERE, there + "/end")
    assert asked == []


async def test_credentials_do_not_follow_to_another_host(probe: Probe, serve: Serve) -> None:
    there = await serve(redirecting(""))
    port = there.rsplit(":", 1)[1]
    url = await serve(redirecting(f"http://localhost:{port}/end"))
    seen = await probe(
        kind="http",
        url=url,
        headers={"Authorization": "Bearer x"},
        follow_to=[f"localhost:{port}"],
        expect={"json": {"auth": ""}},
    )
    assert seen.health is Health.OK, seen


async def test_an_expected_redirect_is_not_followed(probe: Probe, serve: Serve) -> None:
    url = await serve(redirecting("https://login.example.com/"))
    assert (await probe(kind="http", url=url, expect={"status": 302})).health is Health.OK


async def test_tls_is_timed_and_its_expiry_told(probe: Probe, serve: Serve, authority: Authority) -> None:
    seen = await probe(kind="http", url=await serve(answer, authority.server()), expect={"tls_valid_for": "14d"})
    assert seen.health is Health.OK, seen
    assert 19 < seen.facts["tls_days_left"] < 21
    assert seen.phases["tls"] > 0


async def test_a_certificate_about_to_end_fails_where_it_is_asked_to_last(
    probe: Probe, serve: Serve, authority: Authority
) -> None:
    url = await serve(answer, authority.server())
    seen = await probe(kind="http", url=url, expect={"tls_valid_for": "30d"})
    assert seen.reason == Reason.TLS_EXPIRING


@pytest.mark.parametrize(
    ("certificate", "reason"),
    [(("localhost", -1.0), Reason.TLS_EXPIRED), (("other.example.com", 20.0), Reason.TLS_NAME)],
)
async def test_a_bad_certificate_is_named(
    probe: Probe, serve: Serve, authority: Authority, certificate: tuple[str, float], reason: Reason
) -> None:
    assert (await probe(kind="http", url=await serve(answer, authority.server(*certificate)))).reason == reason


async def test_plain_text_on_a_tls_port_is_a_failed_handshake(probe: Probe, serve: Serve) -> None:
    url = (await serve(answer)).replace("http:", "https:")
    assert (await probe(kind="http", url=url)).reason in (Reason.TLS_HANDSHAKE, Reason.RESET)


async def test_a_connection_closed_while_idle_is_tried_once_more(probe: Probe, listen: Listen) -> None:
    """A target that restarted since the last probe must not look as if it cut us off."""
    answered: list[int] = []

    async def one_answer_per_connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        answered.append(1)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        await reader.readuntil(b"\r\n\r\n")  # the second request finds the door closed

    url = f"http://127.0.0.1:{await listen(one_answer_per_connection)}/"
    for _ in range(2):
        assert (await probe(kind="http", url=url, method="POST")).health is Health.OK
    assert len(answered) == 2


async def test_a_server_that_hangs_up_is_a_reset(probe: Probe, listen: Listen) -> None:
    async def hang_up(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")

    assert (await probe(kind="http", url=f"http://127.0.0.1:{await listen(hang_up)}/")).reason == Reason.RESET


async def test_a_body_cut_short_is_a_reset(probe: Probe, listen: Listen) -> None:
    async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")
        await writer.drain()

    assert (await probe(kind="http", url=f"http://127.0.0.1:{await listen(cut)}/")).reason == Reason.RESET


async def test_a_name_that_does_not_resolve_is_dns(probe: Probe) -> None:
    assert (await probe(kind="http", url="http://does-not-exist.invalid/")).reason == Reason.DNS


async def test_proxies_of_the_environment_are_ignored(
    probe: Probe, serve: Serve, monkeypatch: pytest.MonkeyPatch, tools: Tools
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    seen = await probe(dataclasses.replace(tools), kind="http", url=await serve(answer))
    assert seen.health is Health.OK


async def test_a_body_made_to_hold_up_a_pattern_holds_nothing_up(probe: Probe, serve: Serve) -> None:
    async def hostile(_: web.Request) -> web.StreamResponse:
        return web.Response(text="a" * 500_000 + "!")

    seen = await probe(kind="http", url=await serve(hostile), expect={"body": "^(a+)+$"})
    assert seen.reason == Reason.BODY


async def test_a_large_body_is_judged_like_a_small_one(probe: Probe, serve: Serve) -> None:
    async def large(_: web.Request) -> web.StreamResponse:
        return web.json_response({"filler": "x" * 200_000, "status": "ok"})

    url = await serve(large)
    assert (await probe(kind="http", url=url, expect={"json": {"status": "ok"}, "body": '"ok"}$'})).health is Health.OK
    assert (await probe(kind="http", url=url, expect={"json": {"status": "down"}})).reason == Reason.JSON


def dated(ahead: timedelta, status: int = 200, **headers: str) -> Any:
    async def handler(_: web.Request) -> web.StreamResponse:
        date = format_datetime(datetime.now(UTC) + ahead, usegmt=True)
        return web.Response(status=status, headers={"Date": date, **headers})

    return handler


async def test_an_answer_dated_by_another_clock_tells_of_it(probe: Probe, serve: Serve) -> None:
    seen = await probe(kind="http", url=await serve(dated(timedelta(hours=1))))
    assert seen.reason == Reason.CLOCK_SKEW
    assert "ahead of ours" in seen.detail
    failing = await probe(kind="http", url=await serve(dated(timedelta(hours=-1), 503)))
    assert (failing.reason, failing.facts["also"][0]["reason"]) == (Reason.STATUS, Reason.CLOCK_SKEW)


async def test_an_answer_out_of_a_cache_or_nearly_on_time_says_nothing_of_clocks(probe: Probe, serve: Serve) -> None:
    for handler in (dated(timedelta(hours=-1), Age="3600"), dated(timedelta(seconds=60))):
        assert (await probe(kind="http", url=await serve(handler))).health is Health.OK
