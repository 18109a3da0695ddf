"""Another system's alert in, an incident with its own diagnosis out."""

import asyncio
from dataclasses import replace

import httpx
import pytest

from bot.local.world import demo_stack_file
from handlers.stack.outside import Inbound
from tests.bot.inbound.calls import alert, call

pytestmark = pytest.mark.asyncio(loop_scope="session")

TOKEN = "a-token-for-the-hook"


def with_hook(demo):
    loaded = demo_stack_file(demo)
    hook = Inbound(kind="alertmanager", token=TOKEN, environment="staging")
    return replace(loaded, stack=loaded.stack.model_copy(update={"inbound": (hook,)}))


async def test_an_alert_opens_an_incident_and_is_diagnosed_in_its_thread(demo, converse):
    await demo.inject("jwt-mismatch")
    async with converse(stack=with_hook(demo)) as conversation:
        address = f"http://127.0.0.1:{conversation.bot.port}/inbound/alertmanager"
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with httpx.AsyncClient(trust_env=False) as client:
            for _ in range(2):
                sent = await client.post(address, content=call(alert(service="backend")), headers=headers)
                assert sent.status_code == 200
        async with asyncio.timeout(60):
            while not await conversation.bot.reports.recent():  # noqa: ASYNC110 - the run begins by itself, and later
                await asyncio.sleep(0.02)
        await conversation.settled()
        thread = conversation.thread()
    assert "Postgres is slow" in thread.root["plain"]
    said = "\n".join(thread.texts)
    assert "Root cause" in said
    assert "<@>" not in said
