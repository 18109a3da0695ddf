"""The same story through Debian's Alertmanager, in real time made shorter; its inhibition rules know the same graph."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from benchmarks.alerts_stories import FAIL_AFTER, NEEDS, ROUND, Story, above
from handlers.core.ports import Health

Notification = tuple[float, str, bool]
"""When (seconds of the story), of which service, and whether it fires (or is over)."""


def binary() -> str | None:
    """Debian's package is called prometheus-alertmanager, and so is its program."""
    return shutil.which("prometheus-alertmanager")


async def notifications(program: str, story: Story, scale: float) -> list[Notification]:
    """What it notifies of. `scale`: real seconds for one second of the story; its own times shrink alike."""
    with tempfile.TemporaryDirectory() as directory, (Path(directory) / "log").open("wb") as log:
        heard = _Heard(scale)
        runner = web.AppRunner(heard.application())
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        hook = runner.addresses[0][1]
        port = _free_port()
        config = Path(directory) / "config.json"
        config.write_text(json.dumps(_config(hook, scale)))
        process = await asyncio.create_subprocess_exec(
            program,
            f"--config.file={config}",
            f"--storage.path={directory}",
            f"--web.listen-address=127.0.0.1:{port}",
            "--cluster.listen-address=",
            stderr=log,
        )
        try:
            async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
                await _ready(session, process)
                await _feed(story, session, heard)
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()
            await runner.cleanup()
        return heard.notifications


def _config(hook: int, scale: float) -> dict[str, Any]:
    """The defaults named by its documentation, shrunk; one group for each service, symptoms inhibited by causes."""

    def shrunk(seconds: float) -> str:
        return f"{max(1, round(seconds * scale * 1000))}ms"

    return {
        "global": {"resolve_timeout": shrunk(300)},
        "route": {
            "receiver": "hook",
            "group_by": ["service"],
            "group_wait": shrunk(30),
            "group_interval": shrunk(300),
            "repeat_interval": shrunk(4 * 3600),
        },
        "receivers": [
            {"name": "hook", "webhook_configs": [{"url": f"http://127.0.0.1:{hook}/", "send_resolved": True}]}
        ],
        "inhibit_rules": [
            {"source_matchers": [f"service={name}"], "target_matchers": [f"service=~{'|'.join(above(name))}"]}
            for name in NEEDS
            if above(name)
        ],
    }


class _Heard:
    """The web hook: it remembers what it was told, in the story's time."""

    def __init__(self, scale: float) -> None:
        self.scale = scale
        self.began = 0.0
        self.notifications: list[Notification] = []

    def application(self) -> web.Application:
        application = web.Application()
        application.router.add_post("/", self._hear)
        return application

    async def _hear(self, request: web.Request) -> web.Response:
        at = (asyncio.get_running_loop().time() - self.began) / self.scale
        for alert in (await request.json())["alerts"]:
            self.notifications.append((at, alert["labels"]["service"], alert["status"] == "firing"))
        return web.Response()


async def _feed(story: Story, session: aiohttp.ClientSession, heard: _Heard) -> None:
    """Every round, what has failed often enough in a row fires, as a rule with `for` would have it."""
    loop = asyncio.get_running_loop()
    streak = dict.fromkeys(NEEDS, 0)
    firing: set[str] = set()
    heard.began = loop.time()
    for number, seen in enumerate(story.rounds):
        await asyncio.sleep(max(0.0, heard.began + number * ROUND * heard.scale - loop.time()))
        for name, health in seen.items():
            if health is not Health.UNKNOWN:
                streak[name] = streak[name] + 1 if health is Health.FAILING else 0
        now_firing = {name for name in NEEDS if streak[name] >= FAIL_AFTER}
        alerts = [_alert(name, name in now_firing) for name in sorted(firing | now_firing)]
        if alerts:
            async with session.post("/api/v2/alerts", json=alerts) as answer:
                answer.raise_for_status()
        firing = now_firing
    await asyncio.sleep(600 * heard.scale)


async def _ready(session: aiohttp.ClientSession, process: asyncio.subprocess.Process) -> None:
    async with asyncio.timeout(20):
        while process.returncode is None:
            try:
                async with session.get("/-/ready") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.05)
    raise RuntimeError(f"Alertmanager left at once with status {process.returncode}")


def _alert(service: str, fires: bool) -> dict[str, Any]:
    now = datetime.now(UTC)
    ends = now + timedelta(hours=1) if fires else now
    return {"labels": {"alertname": "Failing", "service": service}, "endsAt": ends.isoformat()}


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
