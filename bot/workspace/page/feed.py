"""Live updates for the page: server-sent events that say what changed, never what it says now."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable

from aiohttp import web

from bot.workspace.journal import Change
from bot.workspace.state import Workspace

_HEARTBEAT_SECONDS = 15.0


class Feed:
    """One stream per open page; ends with the server."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._open: set[asyncio.Task[None]] = set()

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Tell the page of user `?user=` about everything that changes for that user, from revision `?since=` on."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        since = int(
            request.headers.get("Last-Event-ID") or request.query.get("since") or self._workspace.journal.revision
        )
        pump = asyncio.create_task(self._pump(response, since, request.query.get("user", "")))
        self._open.add(pump)
        try:
            await asyncio.wait({pump})
        finally:
            pump.cancel()
            self._open.discard(pump)
        return response

    def close(self) -> None:
        """End every stream."""
        for pump in self._open:
            pump.cancel()

    async def _pump(self, response: web.StreamResponse, since: int, user: str) -> None:
        journal = self._workspace.journal
        try:
            while True:
                await _written(response, since, _visible(journal.since(since), user))
                since = journal.revision
                try:
                    async with asyncio.timeout(_HEARTBEAT_SECONDS):
                        await journal.after(since)
                except TimeoutError:
                    await response.write(b": still here\n\n")
        except ConnectionError:
            return


def _visible(changes: Iterable[Change], user: str) -> list[Change]:
    return [change for change in changes if change.user in ("", user)]


async def _written(response: web.StreamResponse, since: int, changes: list[Change]) -> None:
    seen = dict.fromkeys((change.kind, change.channel) for change in changes)
    body = json.dumps([{"kind": kind, "channel": channel} for kind, channel in seen])
    revision = changes[-1].revision if changes else since
    await response.write(f"id: {revision}\ndata: {body}\n\n".encode())
