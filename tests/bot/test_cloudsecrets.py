"""Secrets that the environment only names are fetched from Secret Manager, or it is said why they cannot be."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.cloudsecrets import fetch_secrets, with_cloud_secrets
from bot.settings import SettingsError
from handlers.platforms.google import GoogleApi, anonymous
from handlers.probes.client import open_tools

HELD = {
    "/v1/projects/acme/secrets/slack-bot-token/versions/latest:access": b"xoxb-1234567890-abcdef\n",
    "/v1/projects/other/secrets/dsn/versions/7:access": b"postgresql://me:hunter22@db/app",
    "/v1/projects/acme/secrets/binary/versions/latest:access": b"\xff\xfe",
}


async def access(request: web.Request) -> web.Response:
    """Secret Manager's `access`, as its REST reference describes it."""
    value = HELD.get(request.path)
    if value is None:
        error = {"code": 403, "message": "Permission denied", "status": "PERMISSION_DENIED"}
        return web.json_response({"error": error}, status=403)
    return web.json_response({"name": request.path, "payload": {"data": base64.b64encode(value).decode()}})


@pytest.fixture
async def cloud() -> AsyncIterator[GoogleApi]:
    application = web.Application()
    application.router.add_get("/v1/{path:.*}", access)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with open_tools() as tools:
        endpoint = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield GoogleApi(tools.http, "acme", "global", anonymous, endpoint, pauses=())
    await runner.cleanup()


async def test_named_secrets_become_variables(cloud: GoogleApi) -> None:
    environ = {
        "SLACK_BOT_TOKEN_RESOURCE": "secrets/slack-bot-token",
        "APP_DSN_RESOURCE": "projects/other/secrets/dsn/versions/7",
        "HOME": "/",
    }
    filled = await fetch_secrets(environ, cloud)
    assert filled["SLACK_BOT_TOKEN"] == "xoxb-1234567890-abcdef"
    assert filled["APP_DSN"] == "postgresql://me:hunter22@db/app"
    assert filled["HOME"] == "/"


async def test_every_secret_that_cannot_be_had_is_named(cloud: GoogleApi) -> None:
    environ = {
        "A_RESOURCE": "secrets/unknown",
        "B_RESOURCE": "secrets/../x",
        "C_RESOURCE": "secrets/binary",
        "SLACK_BOT_TOKEN_RESOURCE": "secrets/slack-bot-token",
    }
    with pytest.raises(SettingsError) as refused:
        await fetch_secrets(environ, cloud)
    said = str(refused.value).splitlines()
    assert len(said) == 3
    assert "A_RESOURCE: secrets/unknown cannot be read: 403 Permission denied" in said[0]
    assert "does not name a secret" in said[1]
    assert "does not hold text" in said[2]


async def test_a_value_given_directly_wins_and_nothing_is_contacted() -> None:
    environ = {"A": "direct", "A_RESOURCE": "secrets/a", "UNRELATED_RESOURCE": "x"}
    assert await with_cloud_secrets(environ) == environ
