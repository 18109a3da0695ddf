"""What a service needs, checked for real, in the shape `/health` answers with."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

log = logging.getLogger(__name__)

PATIENCE = 2.0  # seconds one check may take
Check = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Checked:
    """One check's outcome; `error` is empty when it passed."""

    error: str
    milliseconds: float


async def run(check: Check) -> Checked:
    """Time one check; whatever it raises is its outcome, with the traceback in the log."""
    start = time.monotonic()
    error = ""
    try:
        async with asyncio.timeout(PATIENCE):
            await check()
    except TimeoutError:
        error = f"TimeoutError: no answer within {PATIENCE:g} s"
        log.warning("health: %s", error)
    except OSError as failure:
        error = f"{type(failure).__name__}: {failure}"
        log.warning("health: %s", error)
    except Exception as failure:
        error = f"{type(failure).__name__}: {failure}"
        log.exception("health check failed")
    return Checked(error, (time.monotonic() - start) * 1000)


class Endpoint:
    """The handler of `/health`: 200 when every check passes, 503 with the failing ones otherwise.

    Requests that arrive while the checks run share their outcome, so that a burst of them is no load.
    """

    def __init__(self, service: str, checks: Mapping[str, Check]) -> None:
        self._service = service
        self._checks = checks
        self._running: asyncio.Task[dict[str, Checked]] | None = None

    async def __call__(self, _: web.Request) -> web.Response:
        """Answer one request."""
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._check())
        outcomes = await asyncio.shield(self._running)
        healthy = not any(outcome.error for outcome in outcomes.values())
        body: dict[str, Any] = {
            "service": self._service,
            "status": "healthy" if healthy else "unhealthy",
            "checks": {
                name: {"ok": not outcome.error, "ms": round(outcome.milliseconds, 1)}
                | ({"error": outcome.error} if outcome.error else {})
                for name, outcome in outcomes.items()
            },
        }
        return web.Response(text=json.dumps(body), status=200 if healthy else 503, content_type="application/json")

    async def _check(self) -> dict[str, Checked]:
        return dict(zip(self._checks, await asyncio.gather(*map(run, self._checks.values())), strict=True))
