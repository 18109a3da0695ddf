import time
from datetime import UTC, datetime

import httpx
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.inbound.hooks import Hooks
from bot.metrics import Metrics
from bot.store.database import open_database, parse_database_url
from bot.store.watches import WatchStore
from bot.watch.watch import Watch
from handlers.stack.environment import Stack
from tests.bot.inbound.calls import alert, call

TOKEN = "token-of-twenty-chars"
STACK = Stack.model_validate(
    {
        "version": 1,
        "inbound": [
            {"kind": "alertmanager", "token": TOKEN, "environment": "staging"},
            {"kind": "grafana", "name": "quiet", "token": TOKEN, "environment": "staging", "diagnose": False},
        ],
        "environments": {"staging": {"services": {"postgres": {}, "backend": {"depends_on": ["postgres"]}}}},
    }
)


class Turned:
    """A clock that stands still."""

    def now(self):
        return datetime(2026, 11, 23, 12, tzinfo=UTC)

    def monotonic(self):
        return time.monotonic()


class Sender:
    """A monitoring system that sends calls, and what came of them."""

    def __init__(self, http, watch, metrics, news):
        self.http, self.watch, self.metrics, self.news = http, watch, metrics, news

    async def sends(self, *alerts, hook="alertmanager", token=TOKEN, body=None):
        headers = {"Authorization": f"Bearer {token}"}
        content = call(*alerts) if body is None else body
        return await self.http.post(f"/inbound/{hook}", content=content, headers=headers)

    async def incidents(self):
        return list((await self.watch.state("staging")).incidents.values())

    def count(self, result):
        return self.metrics.registry.get_sample_value(
            "medic_inbound_alerts_total", {"hook": "alertmanager", "result": result}
        )


@pytest.fixture
async def sender(tmp_path):
    engine = await open_database(parse_database_url(f"sqlite:///{tmp_path}/medic.db"))
    watch, metrics, news = Watch(lambda: STACK, WatchStore(engine), Turned()), Metrics(), []

    async def diagnose(one):
        news.append(one)

    site = web.Application()
    site.add_routes(Hooks(lambda: STACK, watch, Turned(), metrics, diagnose).routes())
    async with (
        TestServer(site) as server,
        httpx.AsyncClient(trust_env=False, base_url=str(server.make_url("/"))) as http,
    ):
        yield Sender(http, watch, metrics, news)
    await engine.dispose()


async def test_an_alert_opens_an_incident_and_asks_for_a_diagnosis_of_its_service(sender):
    answer = await sender.sends(alert(service="postgres"))
    assert (answer.status_code, answer.json()) == (200, {"taken": 1, "ignored": []})
    (incident,) = await sender.incidents()
    assert (incident.cause, incident.title) == ("postgres", "Postgres is slow")
    (news,) = sender.news
    assert (news.environment, news.incident, news.service) == ("staging", incident.id, "postgres")


async def test_a_repeat_is_taken_and_asks_for_nothing(sender):
    for _ in range(3):
        assert (await sender.sends(alert(service="postgres"))).status_code == 200
    assert len(await sender.incidents()) == len(sender.news) == 1
    assert sender.count("taken") == 3


async def test_alerts_of_one_cause_join_it_and_are_diagnosed_together(sender):
    await sender.sends(alert(service="postgres"), alert("f2", service="backend", summary="5xx"))
    assert len(await sender.incidents()) == 1
    (news,) = sender.news
    assert news.service == ""


async def test_a_hook_may_be_told_not_to_diagnose(sender):
    assert (await sender.sends(alert(), hook="quiet")).status_code == 200
    assert len(await sender.incidents()) == 1
    assert sender.news == []


async def test_a_wrong_token_changes_nothing(sender, caplog):
    assert (await sender.sends(alert(), token="guessed")).status_code == 401
    assert await sender.incidents() == []
    assert sender.count("refused") == 1
    assert "guessed" not in caplog.text


async def test_a_hook_that_is_not_there_is_said(sender):
    assert (await sender.sends(alert(), hook="pagerduty")).status_code == 404


@pytest.mark.parametrize("body", [b"", b"{}", b'{"alerts": 3}'])
async def test_what_cannot_be_read_is_named_to_the_sender(sender, body):
    answer = await sender.sends(body=body)
    assert answer.status_code == 422
    assert "expected what alertmanager sends" in answer.json()["error"]


async def test_what_is_about_nothing_here_is_answered_so(sender):
    answer = await sender.sends(alert(environment="moon"))
    assert answer.status_code == 422
    assert "no environment 'moon'" in answer.json()["ignored"][0]
    mixed = await sender.sends(alert(environment="moon"), alert("f2"))
    assert (mixed.status_code, mixed.json()["taken"]) == (200, 1)
