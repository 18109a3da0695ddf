"""Attached logs are fetched from a real local Slack, with the token, and from nowhere else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.slack.attachments import MOST, SlackFiles, attached_to
from bot.slack.manifest import manifest
from bot.workspace.server import LocalSlack
from handlers.context import Context
from handlers.core.ports import RecordedProgress
from handlers.core.request import Request
from handlers.probes.client import open_tools
from handlers.stack.environment import Environment

CHANNEL = "#general"
LOG = b"2025-11-20 10:00:00 ERROR starting\nModuleNotFoundError: No module named 'orders'\n"


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    local = LocalSlack()
    await local.start()
    yield local
    await local.stop()


@pytest_asyncio.fixture
async def context() -> AsyncIterator[Context]:
    async with open_tools() as tools:
        yield Context(Environment(services={}), tools, RecordedProgress())


def shared(slack: LocalSlack, *files: tuple[str, bytes]) -> dict[str, Any]:
    """The `files` of messages with these files attached, as an app is told of them."""
    told = []
    for name, content in files:
        slack.control.share("alice", CHANNEL, name, content)
        told.append(list(slack.workspace.files.values())[-1].as_json(slack.url))
    return {"files": told}


def request(files: Any) -> Request:
    return Request("explain", options={"files": files})


async def test_an_attached_log_is_fetched_whole(slack: LocalSlack, context: Context) -> None:
    app = slack.install(manifest(), join=[CHANNEL])
    files = SlackFiles(slack.api_url, app.bot_token)
    asked = request(attached_to(shared(slack, ("app.log", LOG), ("more.txt", LOG * 50_000))))
    async with files.attached(asked, context) as found:
        assert [one.name for one in found] == ["app.log", "more.txt"]
        paths = [one.path for one in found]
        assert [path.read_bytes() for path in paths if path] == [LOG, LOG * 50_000]
    assert not any(path and path.exists() for path in paths)


async def test_a_file_that_is_too_large_is_left(slack: LocalSlack, context: Context) -> None:
    app = slack.install(manifest(), join=[CHANNEL])
    files = SlackFiles(slack.api_url, app.bot_token, limit=1024 * 1024)
    asked = request(attached_to(shared(slack, ("app.log", b"x" * (1024 * 1024 + 1)))))
    async with files.attached(asked, context) as (found,):
        assert found.problem == "it is larger than 1 MB"


async def test_an_app_without_the_scope_is_told_how_to_get_it(slack: LocalSlack, context: Context) -> None:
    old = manifest()
    old["oauth_config"]["scopes"]["bot"].remove("files:read")
    files = SlackFiles(slack.api_url, slack.install(old, join=[CHANNEL]).bot_token)
    async with files.attached(request(attached_to(shared(slack, ("app.log", LOG)))), context) as (found,):
        assert "files:read" in found.problem


async def test_the_token_goes_to_nobody_else(context: Context) -> None:
    heard: list[str] = []

    async def listener(got: web.Request) -> web.StreamResponse:
        heard.append(got.path)
        return web.Response(text="never")

    application = web.Application()
    application.router.add_get("/{path:.*}", listener)
    async with TestServer(application) as server:
        asked = request([{"name": "app.log", "url": str(server.make_url("/app.log"))}])
        async with SlackFiles("https://slack.com/api/", "xoxb-token").attached(asked, context) as (found,):
            assert "does not lie with Slack" in found.problem
    assert heard == []


@pytest.mark.parametrize(
    ("url", "trusted"),
    [
        ("https://files.slack.com/files-pri/T1-F1/app.log", True),
        ("https://acme.enterprise.slack.com/files/app.log", True),
        ("https://slack.com/files/app.log", True),
        ("http://files.slack.com/files-pri/T1-F1/app.log", False),
        ("https://files.slack.com.evil.example/app.log", False),
        ("https://evilslack.com/app.log", False),
        ("https://files.slack.com@evil.example/app.log", False),
        ("https://user@files.slack.com/app.log", False),
        ("https://files.slack.com:8443/app.log", False),
        ("http://127.0.0.1:7000/files-pri/F1/app.log", True),
        ("http://127.0.0.1:7001/files-pri/F1/app.log", False),
        ("https://[::1/app.log", False),
        ("", False),
    ],
)
def test_only_slacks_own_hosts_and_the_api_are_trusted(url: str, trusted: bool) -> None:
    assert SlackFiles("http://127.0.0.1:7000/api/", "xoxb-token").trusts(url) is trusted


def test_only_text_is_fetched_and_not_too_many() -> None:
    files = [
        {"name": "shot.png", "mimetype": "image/png", "url_private": "https://files.slack.com/a"},
        {"name": "untitled", "mode": "snippet", "url_private": "https://files.slack.com/b", "size": 3},
        {"name": "app.LOG", "mimetype": "application/octet-stream", "url_private": "https://files.slack.com/c"},
        {"name": "trace", "mimetype": "text/plain", "url_private": "https://files.slack.com/d"},
    ]
    assert [file["url"][-1] for file in attached_to({"files": files})] == ["b", "c", "d"]
    assert len(attached_to({"files": files[1:2] * 20})) == MOST
    assert attached_to({}) == attached_to({"files": None}) == []
