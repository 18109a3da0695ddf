"""What the page is served with."""

from __future__ import annotations

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace.server import LocalSlack
from tests.bot.workspace.kit import ROOM_ID


async def test_the_page_runs_only_its_own_scripts(slack: LocalSlack) -> None:
    async with aiohttp.ClientSession() as session, session.get(slack.url) as response:
        policy = response.headers["Content-Security-Policy"]
        assert "script-src 'self';" in policy
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        cookie = response.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie


@pytest.mark.parametrize(
    ("path", "status"), [("/static/app.js", 200), ("/static/nope.js", 404), ("/archives/C1/p1", 200)]
)
async def test_files_of_the_page(slack: LocalSlack, path: str, status: int) -> None:
    async with aiohttp.ClientSession() as session, session.get(slack.url + path) as response:
        assert response.status == status


async def test_files_are_shown_to_the_page_alone(slack: LocalSlack, client: AsyncWebClient) -> None:
    file = (await client.files_upload_v2(content=b"<b>", filename="a.svg", channel=ROOM_ID))["file"]
    url = f"{slack.url}/control/files/{file['id']}"
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        async with session.get(url) as response:
            assert response.status == 401
        await session.get(slack.url)
        async with session.get(url) as response:
            assert response.status == 200
            assert response.headers["Content-Disposition"].startswith("attachment")
            assert "sandbox" in response.headers["Content-Security-Policy"]
