from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from google.auth.credentials import Credentials

from handlers.core.cloud import CloudRefusal
from handlers.platforms.google_identity import GoogleIdentity


class Counted(Credentials):
    """Credentials that count how often they were refreshed."""

    def __init__(self) -> None:
        super().__init__()
        self.refreshed = 0

    def refresh(self, request: Any) -> None:
        self.refreshed += 1
        self.token = f"token-{self.refreshed}"


async def test_a_token_is_fetched_once_for_many_requests() -> None:
    credentials = Counted()
    identity = GoogleIdentity(credentials)
    answers = await asyncio.gather(*(identity() for _ in range(10)))
    assert answers == [{"Authorization": "Bearer token-1"}] * 10
    assert credentials.refreshed == 1


async def test_without_an_identity_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "nowhere.json"))
    with pytest.raises(CloudRefusal, match="no Google identity") as caught:
        await GoogleIdentity()()
    assert caught.value.forbidden
