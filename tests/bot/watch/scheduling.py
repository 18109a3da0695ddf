"""A schedule at work: a service that tells how often it was asked, a database, a watch, and the bot's own handlers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.dispatch import HANDLERS, Dispatcher
from bot.metrics import Metrics
from bot.store.database import open_database, parse_database_url
from bot.store.watches import WatchStore
from bot.watch.watch import Watch
from bot.watch.wiring import Scheduling, Surroundings
from handlers.context import Handler
from handlers.core.ports import SystemClock
from handlers.core.redaction import Redactor
from handlers.probes.base import Tools
from handlers.probes.client import open_tools
from handlers.stack.environment import Stack

QUICK = {"confirm_after": 0.05, "gather": 0.05, "settle": 0.05, "settle_again": 0.05, "edit_every": 0.05}


@dataclass
class Target:
    """A service behind HTTP. `broken`: how many of the next answers are 500; `gate` holds answers back."""

    asked: int = 0
    broken: int = 0
    url: str = ""
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    heard: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def answer(self, _: web.Request) -> web.Response:
        """Count, wait for the gate, answer."""
        self.asked += 1
        is_broken, self.broken = self.broken > 0, max(0, self.broken - 1)
        async with self.heard:
            self.heard.notify_all()
        await self.gate.wait()
        return web.Response(status=500 if is_broken else 200)

    async def was_asked(self, times: int) -> None:
        """Wait until it was asked so often."""
        async with self.heard:
            await self.heard.wait_for(lambda: self.asked >= times)


@asynccontextmanager
async def target() -> AsyncIterator[Target]:
    """The service, on a free port, with its gate open."""
    found = Target()
    found.gate.set()
    site = web.Application()
    site.router.add_get("/{any:.*}", found.answer)
    runner = web.AppRunner(site, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    found.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield found
    finally:
        found.gate.set()
        await runner.cleanup()


def stack_of(
    url: str, services: tuple[str, ...] = ("web",), needs: dict[str, list[str]] | None = None, **changes: Any
) -> Stack:
    """A stack whose every service is the target; `needs`: what depends on what."""
    probes = {name: [{"kind": "http", "url": f"{url}/{name}"}] for name in services}
    environment = {
        "services": {name: {"probes": probes[name], "depends_on": (needs or {}).get(name, [])} for name in services},
        "schedule": [{"check": "diagnose", "every": "1m", "jitter": "1s"}],
        "alerts": QUICK,
        **changes,
    }
    return Stack.model_validate({"version": 1, "environments": {"staging": environment}})


@dataclass
class Scene:
    """All of it. `stack` may be replaced, as a reload does."""

    stack: Stack
    engine: AsyncEngine
    tools: Tools
    metrics: Metrics = field(default_factory=Metrics)
    handlers: dict[str, Handler] = field(default_factory=lambda: dict(HANDLERS))

    def __post_init__(self) -> None:
        self.watch = Watch(lambda: self.stack, WatchStore(self.engine), SystemClock())
        self.scheduling = Scheduling(
            Surroundings(self.dispatcher, self.watch, self.engine, SystemClock(), self.metrics)
        )

    def dispatcher(self) -> Dispatcher:
        """The present one."""
        return Dispatcher(self.stack, self.tools, self.handlers)

    def counted(self, name: str, **labels: str) -> float:
        """A counter's value."""
        return self.metrics.registry.get_sample_value(name, labels) or 0.0

    def skipped(self, reason: str) -> float:
        """How often the diagnosis of staging was not made for this reason."""
        return self.counted("medic_checks_skipped_total", environment="staging", check="diagnose", reason=reason)


@asynccontextmanager
async def scene(stack: Stack, database_url: str) -> AsyncIterator[Scene]:
    """A scene on this database."""
    engine = await open_database(parse_database_url(database_url))
    try:
        async with open_tools(Redactor()) as tools:
            yield Scene(stack, engine, tools)
    finally:
        await engine.dispose()
