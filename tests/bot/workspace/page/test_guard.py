"""Other web pages are kept out."""

from __future__ import annotations

import aiohttp
import pytest

from bot.workspace.errors import Misuse
from bot.workspace.server import LocalSlack


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost"}, 200),
        ({"Host": "evil.example"}, 421),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
async def test_foreign_names_and_origins_are_refused(slack: LocalSlack, headers: dict[str, str], status: int) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{slack.url}/", headers=headers) as response:
        assert response.status == status


async def test_it_listens_on_loopback_only() -> None:
    with pytest.raises(Misuse, match="loopback only"):
        await LocalSlack().start(host="192.0.2.1")
