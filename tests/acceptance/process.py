"""The bot as an operating-system process of its own, so that it can be killed."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import BinaryIO

from aiohttp import web

from bot.demo.ports import PortBlock
from bot.local.world import CHANNEL
from bot.slack.manifest import manifest
from bot.workspace.model.apps import AppRegistration
from bot.workspace.server import LocalSlack

STACK = """
version: 1
slack: {incident_channel: "#incident-staging"}
environments:
  staging:
    services:
      web:
        probes: [{kind: http, url: "@URL/health", timeout: 60s}]
"""


class Target:
    """A service whose health check answers only once it is told to."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.answer = asyncio.Event()

    async def health(self, _: web.Request) -> web.Response:
        """Wait, then 200."""
        self.asked.set()
        await self.answer.wait()
        return web.Response(text="ok")

    @asynccontextmanager
    async def served(self) -> AsyncIterator[str]:
        """Serve on a free port; the address."""
        site = web.Application()
        site.router.add_get("/health", self.health)
        runner = web.AppRunner(site, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        finally:
            self.answer.set()
            await runner.cleanup()


class BotProcess:
    """`medic run` against a local Slack, with its state in `folder`; it can be started again after it died."""

    def __init__(self, slack: LocalSlack, folder: Path, stack: str, port: int) -> None:
        self.slack = slack
        self.app: AppRegistration = slack.install(manifest(), join=[CHANNEL])
        self._folder = folder
        self._port = port
        self._process: asyncio.subprocess.Process | None = None
        (folder / "stack.yaml").write_text(stack)

    async def start(self) -> None:
        """Start it and wait until it listens to Slack."""
        with (self._folder / "log").open("ab") as log:
            self._process = await self._spawn(log)
        await self.slack.courier.sockets.connected(self.app.id)

    async def _spawn(self, log: BinaryIO) -> asyncio.subprocess.Process:
        credentials = self.app.credentials
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "run",
            "--stack",
            str(self._folder / "stack.yaml"),
            env={
                **os.environ,
                "SLACK_BOT_TOKEN": credentials.bot_token,
                "SLACK_APP_TOKEN": credentials.app_token,
                "MEDIC_SLACK_API_URL": self.slack.api_url,
                "MEDIC_STATE_DIR": str(self._folder),
                "MEDIC_HTTP_PORT": str(self._port),
            },
            stderr=log,
        )

    async def kill(self) -> None:
        """kill -9."""
        await self.stop(signal.SIGKILL)

    async def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; the exit status."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(number)
        code = await self._process.wait()
        await self._forgotten()
        return code

    async def _forgotten(self) -> None:
        while self.slack.courier.sockets.of(self.app.id):
            await self.slack.courier.sockets.changed()

    def log(self) -> str:
        """What it wrote to stderr so far."""
        return (self._folder / "log").read_text()


@asynccontextmanager
async def bot_process(folder: Path, stack: str) -> AsyncIterator[BotProcess]:
    """A started bot and its own local Slack; both are gone at the end, whatever happened."""
    slack = LocalSlack()
    ports = PortBlock()
    await slack.start()
    process = BotProcess(slack, folder, stack, ports.take())
    try:
        await process.start()
        yield process
    finally:
        await process.stop(signal.SIGKILL)
        await slack.stop()
        ports.close()
