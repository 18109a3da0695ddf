from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from handlers.core.ports import Health
from handlers.probes.clickhouse import Server
from handlers.probes.reasons import Reason
from tests.handlers.probes.conftest import SECRET, Probe, Serve


@dataclass
class FakeClickHouse:
    """Speaks ClickHouse's HTTP interface: `/ping`, and answers by the query's beginning."""

    ping: str = "Ok.\n"
    code: int = 0
    answers: dict[str, str] = field(default_factory=lambda: {"select 1": "1\n"})
    asked: list[web.Request] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """One request."""
        if request.path == "/ping":
            return web.Response(text=self.ping)
        self.asked.append(request)
        query = await request.text()
        if self.code:
            text = f"Code: {self.code}. DB::Exception: {query} failed for {SECRET}"
            return web.Response(status=500, text=text, headers={"X-ClickHouse-Exception-Code": str(self.code)})
        return web.Response(text=next((said for begin, said in self.answers.items() if query.startswith(begin)), ""))


async def test_a_healthy_server_answers(probe: Probe, serve: Serve) -> None:
    fake = FakeClickHouse()
    url = (await serve(fake.answer)).replace("//", f"//reader:{SECRET}@") + "/events"
    seen = await probe(kind="clickhouse", url=url, query="select 1")
    assert seen.health is Health.OK, seen
    headers = fake.asked[0].headers
    assert (headers["X-ClickHouse-User"], headers["X-ClickHouse-Key"]) == ("reader", SECRET)
    assert headers["X-ClickHouse-Database"] == "events"
    assert all(request.query == {"readonly": "2"} for request in fake.asked)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"ping": "I am nginx"}, Reason.PROTOCOL),
        ({"code": 516}, Reason.AUTH_FAILED),
        ({"code": 242}, Reason.READ_ONLY),
        ({"code": 252}, Reason.TOO_MANY_PARTS),
        ({"code": 62}, Reason.QUERY_FAILED),
        ({"code": 497}, Reason.FORBIDDEN),
        ({"answers": {"select concat(database, '.', table) ": "db.events\n"}}, Reason.READ_ONLY),
        ({"answers": {"select concat(database, '.', table), ": "db.events\t5000\n"}}, Reason.TOO_MANY_PARTS),
        ({"answers": {"select concat(database, '.', table), ": "db.events\t10\n"}}, ""),
    ],
)
async def test_each_fault_has_its_word(probe: Probe, serve: Serve, changes: dict[str, Any], reason: str) -> None:
    seen = await probe(kind="clickhouse", url=await serve(FakeClickHouse(**changes).answer))
    assert seen.reason == reason, seen
    assert SECRET not in repr(seen)


async def test_something_else_on_the_port_is_its_status(probe: Probe, serve: Serve) -> None:
    async def missing(_: web.Request) -> web.StreamResponse:
        return web.Response(status=404, text="nothing here")

    seen = await probe(kind="clickhouse", url=await serve(missing))
    assert (seen.reason, seen.facts["status"]) == (Reason.STATUS, 404)


def test_an_address_is_taken_apart_without_leaving_its_password_behind() -> None:
    server = Server.from_url("https://u:p%40ss@[::1]:8443/db?x=1")
    assert server.base == "https://[::1]:8443"
    assert server.headers == {"X-ClickHouse-User": "u", "X-ClickHouse-Key": "p@ss", "X-ClickHouse-Database": "db"}


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("select 1", ""),
        ("select * from nowhere", Reason.TABLE_MISSING),
        ("selec", Reason.QUERY_FAILED),
        ("create table surprise (a Int8) engine = Memory", Reason.READ_ONLY),
    ],
)
async def test_a_real_server_is_understood(probe: Probe, clickhouse_port: int, query: str, reason: str) -> None:
    seen = await probe(kind="clickhouse", url=f"http://127.0.0.1:{clickhouse_port}", query=query)
    assert seen.reason == reason, seen


async def test_a_real_server_refuses_a_stranger(probe: Probe, clickhouse_port: int) -> None:
    seen = await probe(kind="clickhouse", url=f"http://stranger:{SECRET}@127.0.0.1:{clickhouse_port}")
    assert seen.reason == Reason.AUTH_FAILED, seen
    assert SECRET not in repr(seen)
