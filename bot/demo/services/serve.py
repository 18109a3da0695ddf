"""The life of a service process: log to stderr, listen on `PORT`, end on SIGTERM."""

from __future__ import annotations

import asyncio
import logging
import signal
import ssl
import sys
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from bot.demo.services.settings import optional, required

Work = Callable[[], Coroutine[None, None, None]]


class _Dated(logging.Formatter):
    """Dates lines in UTC, by the service's own clock, which may be wrong by `offset` seconds."""

    def __init__(self, service: str, offset: int) -> None:
        super().__init__(f"%(asctime)s %(levelname)s {service}: %(message)s")
        self._offset = offset

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802 - as logging has it
        moment = datetime.fromtimestamp(record.created + self._offset, UTC)
        return moment.isoformat(" ", "milliseconds")


def configure_log(service: str) -> logging.Logger:
    """Log lines as a platform would collect them."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Dated(service, int(optional("CLOCK_OFFSET", "0"))))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    return logging.getLogger(service)


def run(
    service: str, app: web.Application, *, work: Work | None = None, secure: tuple[int, ssl.SSLContext] | None = None
) -> None:
    """Serve until told to stop.

    `work` runs beside it; an exception in it ends the process. `secure` is a second port, with TLS.
    """
    asyncio.run(_serve(service, app, work, secure))


async def _serve(
    service: str, app: web.Application, work: Work | None, secure: tuple[int, ssl.SSLContext] | None
) -> None:
    log = configure_log(service)
    port = int(required("PORT"))
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2, handler_cancellation=True)
    await runner.setup()
    try:
        if secure is not None:
            await web.TCPSite(runner, "127.0.0.1", secure[0], ssl_context=secure[1]).start()
        await web.TCPSite(runner, "127.0.0.1", port, backlog=1024).start()
        log.info("listening on 127.0.0.1:%d", port)
        await _until(stopped, work)
        log.info("stopping")
    finally:
        await runner.cleanup()


async def _until(stopped: asyncio.Event, work: Work | None) -> None:
    """Wait for the stop; raise what the work raises before it."""
    waiting = asyncio.create_task(stopped.wait())
    tasks: list[asyncio.Task[Any]] = [waiting]
    if work is not None:
        working = asyncio.create_task(work())
        working.add_done_callback(lambda task: None if task.cancelled() or task.exception() is None else stopped.set())
        tasks.append(working)
    await waiting
    for task in tasks:
        task.cancel()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, Exception):
            raise outcome
