"""Files attached to a message: which are text, and their bytes, fetched with the bot's token from Slack alone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import SplitResult, urlsplit

import httpx

from handlers.context import Context
from handlers.core.errors import Permanent
from handlers.core.request import Request
from handlers.diagnosis.explain_handler import Attached

MOST = 10  # files of one message, as many as Slack lets a person attach at once
LIMIT = 100 * 1024 * 1024  # bytes of one file; a log of that size is explained in a few seconds
_TEXT = ("text/", "application/json", "application/x-ndjson", "application/xml", "application/yaml", "application/x-sh")
_TEXT_NAMES = (".log", ".txt", ".out", ".err", ".json", ".jsonl", ".ndjson", ".yaml", ".yml", ".md", ".csv")
_SCOPE = "Slack does not hand it to opsmedic: the app lacks files:read, install it again with `medic manifest`"


def attached_to(message: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a run keeps of a message's text files: `name`, `url` and `size` (bytes) of each."""
    return [
        {
            "name": str(file.get("name") or file.get("title") or "file")[:100],
            "url": str(file.get("url_private") or ""),
            "size": int(file.get("size") or 0),
        }
        for file in message.get("files") or ()
        if isinstance(file, dict) and _is_text(file)
    ][:MOST]


def _is_text(file: Mapping[str, Any]) -> bool:
    named = str(file.get("name") or "").lower().endswith(_TEXT_NAMES)
    return file.get("mode") == "snippet" or named or str(file.get("mimetype") or "").startswith(_TEXT)


@dataclass(frozen=True, slots=True)
class SlackFiles:
    """Fetches the files a run was told of. `api_url`: where the Web API is; its host may serve files as well."""

    api_url: str
    token: str = field(repr=False)
    limit: int = LIMIT

    @asynccontextmanager
    async def attached(self, request: Request, context: Context) -> AsyncIterator[Sequence[Attached]]:
        """The files of the request's option `files`, on disk as long as the block lasts."""
        files = request.options.get("files") or ()
        with TemporaryDirectory(prefix="medic-attached-") as folder:
            yield [
                await self._fetched(context.tools.http, file, Path(folder) / str(number))
                for number, file in enumerate(files[:MOST])
            ]

    async def _fetched(self, http: httpx.AsyncClient, file: Mapping[str, Any], path: Path) -> Attached:
        name = str(file.get("name") or "file")
        try:
            await self._fetch(http, str(file.get("url") or ""), path)
        except Permanent as problem:
            return Attached(name, problem=str(problem))
        except (httpx.HTTPError, OSError, TimeoutError) as problem:
            return Attached(name, problem=f"it could not be fetched ({type(problem).__name__})")
        return Attached(name, path)

    async def _fetch(self, http: httpx.AsyncClient, url: str, path: Path) -> None:
        if not self.trusts(url):
            raise Permanent("it does not lie with Slack, and the bot's token goes nowhere else")
        headers = {"Authorization": f"Bearer {self.token}", "Accept-Encoding": "identity"}
        request = http.build_request("GET", url, headers=headers)
        response = await http.send(request, stream=True)
        try:
            _check(response)
            await self._save(response, path)
        finally:
            await response.aclose()

    async def _save(self, response: httpx.Response, path: Path) -> None:
        size = 0
        with path.open("wb") as out:
            async for chunk in response.aiter_raw():
                size += len(chunk)
                if size > self.limit:
                    raise Permanent(f"it is larger than {self.limit // 1024 // 1024} MB")
                out.write(chunk)

    def trusts(self, url: str) -> bool:
        """Whether the bot's token may be sent there: over TLS to Slack's own hosts, or to where the Web API is."""
        try:
            there, api = urlsplit(url), urlsplit(self.api_url)
            if _origin(there) == _origin(api):
                return True
        except ValueError:
            return False
        host = there.hostname or ""
        slack = host == "slack.com" or host.endswith(".slack.com")
        return there.scheme == "https" and there.port in (None, 443) and slack and "@" not in there.netloc


def _origin(url: SplitResult) -> tuple[str, str | None, int | None]:
    return url.scheme, url.hostname, url.port


def _check(response: httpx.Response) -> None:
    """Slack sends whoever may not read a file to its sign-in page."""
    if response.is_redirect or response.status_code in (401, 403):
        raise Permanent(_SCOPE)
    if response.status_code != 200:
        raise Permanent(f"Slack answered {response.status_code}")
