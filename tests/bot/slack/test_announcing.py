"""What the bot says of itself stands in the incident channel once, as plain text."""

from __future__ import annotations

import aiohttp
import httpx
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.announcing import announcer
from bot.slack.calls import SlackCalls
from bot.slack.channels import Channels
from bot.slack.manifest import manifest
from bot.slack.poster import Poster
from bot.store.database import open_database, parse_database_url
from bot.store.posts import PostStore
from bot.workspace.server import LocalSlack
from handlers.core.ports import SystemClock
from handlers.core.redaction import Redactor
from handlers.stack.environment import Stack

CHANNEL = "#incident-staging"


@pytest.fixture
async def engine(tmp_path):
    engine = await open_database(parse_database_url(f"sqlite:///{tmp_path}/medic.db"))
    yield engine
    await engine.dispose()


async def test_the_same_key_is_said_once_and_nothing_in_it_is_markup(engine):
    slack = LocalSlack()
    await slack.start()
    try:
        token = slack.install(manifest(), join=[CHANNEL]).credentials.bot_token
        async with aiohttp.ClientSession() as session, httpx.AsyncClient() as http:
            client = AsyncWebClient(token=token, base_url=slack.api_url, session=session, retry_handlers=[])
            calls = SlackCalls(client, Redactor())
            stack = Stack.model_validate({"version": 1, "slack": {"incident_channel": CHANNEL}, "environments": {}})
            tell = announcer(lambda: stack, Poster(calls, PostStore(engine, SystemClock()), http), Channels(calls))
            for _ in range(2):
                await tell("stack:1", "unknown service '<!channel>'")
        (message,) = slack.control.transcript(CHANNEL)
        assert message["plain"] == "unknown service '&lt;!channel&gt;'"
    finally:
        await slack.stop()
