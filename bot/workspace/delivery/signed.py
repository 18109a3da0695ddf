"""Signed HTTP: what Slack posts to an app's request URL, and how it judges the answer."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from urllib.parse import urlencode

import aiohttp

from bot.workspace.clock import within
from bot.workspace.delivery.ack import TIMED_OUT, UNREACHABLE, Ack
from bot.workspace.json_types import Json
from bot.workspace.model.apps import AppRegistration
from bot.workspace.state import Workspace

_FORM = "application/x-www-form-urlencoded"
_AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's v0 signature: HMAC-SHA256 over `v0:timestamp:body`."""
    return "v0=" + hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()


class SignedHttp:
    """Posts to request URLs; three seconds, no redirects."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._session: aiohttp.ClientSession | None = None

    async def form(self, app: AppRegistration, url: str, fields: Mapping[str, str]) -> Ack:
        """A slash command, or an interaction in its `payload` field."""
        return await self._post(app, url, urlencode(fields).encode(), {"Content-Type": _FORM})

    async def json(self, app: AppRegistration, url: str, body: Json, headers: Mapping[str, str]) -> Ack:
        """An event."""
        return await self._post(app, url, json.dumps(body).encode(), {"Content-Type": "application/json", **headers})

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def _post(self, app: AppRegistration, url: str, body: bytes, headers: Mapping[str, str]) -> Ack:
        # The machine's time, not the workspace's: the app compares it with its own, which no test can move.
        timestamp = str(int(time.time()))
        signed = {
            **headers,
            "User-Agent": _AGENT,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": sign(app.signing_secret, timestamp, body),
        }
        try:
            limit = self._workspace.limits.acknowledge_seconds
            return await within(self._workspace.clock, limit, self._sent(url, body, signed))
        except TimeoutError:
            return Ack(TIMED_OUT)
        except (aiohttp.ClientError, OSError):
            return Ack(UNREACHABLE)

    async def _sent(self, url: str, body: bytes, headers: Mapping[str, str]) -> Ack:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        async with self._session.post(url, data=body, headers=headers, allow_redirects=False) as response:
            text = await response.text()
            if response.status != 200:
                error = "http_service_error" if response.status >= 500 else "http_client_error"
                return Ack(error, {"no_retry": response.headers.get("X-Slack-No-Retry") == "1"})
            return _understood(text)


def _understood(text: str) -> Ack:
    """JSON as it is; any other text is a message to the user."""
    if not text.strip():
        return Ack()
    try:
        body = json.loads(text)
    except ValueError:
        return Ack(payload={"text": text})
    return Ack(payload=body) if isinstance(body, dict) else Ack(payload={"text": text})
