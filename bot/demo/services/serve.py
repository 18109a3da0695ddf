"""The life of a service process: log to stderr, listen on `PORT`, end on SIGTERM."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys

from aiohttp import web

from bot.demo.services.settings import required


def configure_log(service: str) -> logging.Logger:
    """Log lines as a platform would collect them."""
    logging.basicConfig(
        stream=sys.stderr, level=logging.INFO, format=f"%(asctime)s %(levelname)s {service}: %(message)s"
    )
    return logging.getLogger(service)


def run(service: str, app: web.Application) -> None:
    """Serve until told to stop."""
    asyncio.run(_serve(service, app))


async def _serve(service: str, app: web.Application) -> None:
    log = configure_log(service)
    port = int(required("PORT"))
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=1024).start()
    log.info("listening on 127.0.0.1:%d", port)
    await stopped.wait()
    log.info("stopping")
    await runner.cleanup()
