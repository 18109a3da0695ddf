"""The bot as a service: bursts, health, signatures, and a Postgres of its own."""

import asyncio

import httpx
import pytest

from bot.stack import parse_stack
from bot.workspace.limits import Limits
from tests.handlers.probes.servers import Cluster

pytestmark = pytest.mark.asyncio(loop_scope="session")

SMALL = b"""
version: 1
environments:
  staging:
    services:
      web:
        probes: [{kind: tcp, host: 127.0.0.1, port: 1, timeout: 2s}]
"""


async def test_every_command_of_a_burst_is_acknowledged_in_time_and_has_its_thread(converse):
    small = parse_stack(SMALL, {})
    async with converse(stack=small, limits=Limits().unlimited()) as conversation:
        seen = await asyncio.gather(*(conversation.types("/diagnose staging") for _ in range(20)))
        await conversation.settled()
        threads = conversation.threads()
    assert all(one.acknowledged for one in seen)
    assert len(threads) == 20
    assert all("Root cause" in thread.root["plain"] for thread in threads)


async def test_the_bot_says_that_it_lives_and_is_ready(converse):
    async with converse() as conversation, httpx.AsyncClient(trust_env=False) as client:
        address = f"http://127.0.0.1:{conversation.bot.port}"
        live = await client.get(f"{address}/health/live")
        ready = await client.get(f"{address}/health/ready")
        metrics = await client.get(f"{address}/metrics")
    assert live.status_code == 200
    parts = dict.fromkeys(("slack", "database", "watch", "speaker"), True)
    assert ready.json() == {"ready": True, "parts": parts}
    assert 'medic_incidents_open{environment="staging",severity="P0"} 0.0' in metrics.text


async def test_an_unsigned_request_is_refused(converse):
    async with converse(by_http=True) as conversation, httpx.AsyncClient(trust_env=False) as client:
        form = {"command": "/diagnose", "text": "staging", "trigger_id": "1", "user_id": "U", "channel_id": "C"}
        answer = await client.post(f"http://127.0.0.1:{conversation.bot.port}/slack/events", data=form)
        await conversation.settled()
        assert conversation.threads() == []
    assert answer.status_code == 401


async def test_the_bot_keeps_everything_in_postgres(converse):
    with Cluster.temporary() as cluster, cluster.running(connections=60) as port:
        async with converse(database_url=f"postgresql://postgres@127.0.0.1:{port}/postgres") as conversation:
            thread, report = await conversation.asks("/diagnose staging")
    assert report.status == "healthy"
    assert "healthy" in thread.root["plain"]


async def test_commands_answer_to_their_prefix(demo, tmp_path):
    from bot.local.world import WorldOptions, bot_options
    from bot.wiring import open_bot
    from bot.workspace.server import LocalSlack

    slack = LocalSlack()
    await slack.start()
    try:
        async with open_bot(bot_options(demo, slack, tmp_path, WorldOptions(prefix="acme-"), 0)):
            seen = await slack.control.slash("alice", "#incident-staging", "/acme-diagnose help")
            plain = await slack.control.slash("alice", "#incident-staging", "/diagnose help")
    finally:
        await slack.stop()
    assert "/acme-diagnose ENVIRONMENT" in seen.messages[-1]["plain"]
    assert "ENVIRONMENT" not in plain.messages[-1]["plain"]
