import httpx
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from prometheus_client.parser import text_string_to_metric_families

from bot.incidents.model import Incident, Kind, Message, Severity, State, Vital, Why
from bot.metrics import Metrics, metrics_routes

GOING_ON = Incident("staging-1", "postgres", "down", 1.0, 1.0, Severity.P1)
OVER = Incident("staging-2", "redis", "down", 1.0, 1.0, Severity.P1, closed=2.0)
STATE = State(
    "staging",
    vitals={"postgres": Vital(confirmed=True), "redis": Vital()},
    incidents={one.id: one for one in (GOING_ON, OVER)},
    outbox=(Message("staging-1.1", "staging-1", Kind.CHANNEL, Why.BEGAN, "down", 1.0),),
)


async def scraped(metrics, states):
    async def present():
        return states

    site = web.Application()
    site.add_routes(metrics_routes(metrics, present))
    async with TestServer(site) as server, httpx.AsyncClient(trust_env=False) as http:
        answer = await http.get(str(server.make_url("/metrics")))
    assert answer.headers["content-type"].startswith("text/plain")
    families = text_string_to_metric_families(answer.text)
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value for family in families for sample in family.samples
    }


async def test_the_watches_are_read_when_prometheus_asks():
    samples = await scraped(Metrics(), [STATE])
    assert samples["medic_incidents_open", "P1", "staging"] == 1
    assert samples["medic_incidents_open", "P0", "staging"] == 0
    assert samples["medic_services_failing", "staging"] == 1
    assert samples["medic_outbox_messages", "staging"] == 1


async def test_an_environment_that_is_gone_is_no_longer_shown():
    metrics = Metrics()
    await scraped(metrics, [STATE])
    samples = await scraped(metrics, [])
    assert ("medic_outbox_messages", "staging") not in samples


async def test_two_bots_in_one_process_count_for_themselves():
    first, second = Metrics(), Metrics()
    first.sockets.inc()
    assert (await scraped(first, []))["medic_sockets_replaced_total",] == 1
    assert (await scraped(second, []))["medic_sockets_replaced_total",] == pytest.approx(0)
