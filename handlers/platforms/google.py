"""Google Cloud over plain REST: the paths and errors gcloud itself uses, without its client libraries."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from handlers.core.cloud import CloudRefusal

HOSTS = {
    "run": "https://{region}-run.googleapis.com",
    "sqladmin": "https://sqladmin.googleapis.com",
    "vpcaccess": "https://vpcaccess.googleapis.com",
    "logging": "https://logging.googleapis.com",
    "monitoring": "https://monitoring.googleapis.com",
    "secretmanager": "https://secretmanager.googleapis.com",
}
RETRIED = (429, 500, 502, 503, 504)
ANSWER_LIMIT = 8 * 1024 * 1024  # bytes: a page of logs is the largest answer asked for
ERROR_LENGTH = 300  # characters of Google's own words kept

Authorize = Callable[[], Awaitable[Mapping[str, str]]]


async def anonymous() -> Mapping[str, str]:
    """The headers for an endpoint of one's own, which asks for no identity."""
    return {}


@dataclass(frozen=True, slots=True)
class GoogleApi:
    """One project and region. `endpoint` points every API at one base address, such as a local control plane.

    `authorize` yields the headers that carry the bot's identity. `pauses` are the seconds between tries of a read that
    met an overload; gcloud itself tries five times, a probe has less time.
    """

    http: httpx.AsyncClient
    project: str
    region: str
    authorize: Authorize
    endpoint: str | None = None
    pauses: tuple[float, ...] = (0.3, 1.0)

    async def get(self, api: str, path: str, params: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The JSON object at `path`; raises CloudRefusal, after trying an overloaded interface again."""
        for pause in self.pauses:
            try:
                return await self._call("GET", api, path, params or {}, None)
            except CloudRefusal as error:
                if error.status not in RETRIED:
                    raise
            await asyncio.sleep(pause)
        return await self._call("GET", api, path, params or {}, None)

    async def send(self, method: str, api: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Send `body` as JSON, once: whether to try a change again is for whoever makes it. Raises CloudRefusal."""
        return await self._call(method, api, path, {}, body)

    def url(self, api: str, path: str) -> str:
        """The address of `path` in `api`."""
        base = self.endpoint or HOSTS[api].format(region=self.region)
        return base.rstrip("/") + path

    async def _call(
        self, method: str, api: str, path: str, params: Mapping[str, str], body: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        headers = {"Accept": "application/json", **await self.authorize()}
        request = self.http.build_request(
            method, self.url(api, path), params={"alt": "json", **params}, headers=headers, json=body
        )
        try:
            response = await self.http.send(request, stream=True)
            try:
                content = await _read(response)
            finally:
                await response.aclose()
        except (httpx.HTTPError, OSError) as error:
            raise CloudRefusal(f"no answer from {request.url.host}: {type(error).__name__}", status=0) from error
        return _understand(response.status_code, content)


async def _read(response: httpx.Response) -> bytes:
    content = bytearray()
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) > ANSWER_LIMIT:
            raise CloudRefusal(f"an answer larger than {ANSWER_LIMIT} bytes", status=response.status_code)
    return bytes(content)


def _understand(status: int, content: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(content or b"{}")
    except (ValueError, RecursionError):
        answer = None
    if status >= 400 or not isinstance(answer, dict):
        error = answer.get("error") if isinstance(answer, dict) else None
        words = error.get("message", "") if isinstance(error, dict) else ""
        raise CloudRefusal(f"{status} {words or 'without a reason'}"[:ERROR_LENGTH], status=status)
    return answer
