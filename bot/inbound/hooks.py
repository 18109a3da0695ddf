"""The addresses that other systems send alerts to. A call is answered once all of it is on disk."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from itertools import groupby

from aiohttp import web

from bot.inbound.alerts import Heard, Reading, describe, read_alerts
from bot.inbound.guard import is_allowed
from bot.incidents.events import Fired
from bot.incidents.model import State
from bot.metrics import Metrics
from bot.watch.watch import Watch
from handlers.core.errors import Usage
from handlers.core.ports import Clock
from handlers.stack.environment import Stack
from handlers.stack.outside import Inbound

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class News:
    """An alert that is new to an incident: what a diagnosis is to look at. `key` is the same for every delivery."""

    environment: str
    incident: str
    service: str
    key: str


Diagnose = Callable[[News], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Hooks:
    """Guards, reads, takes. `diagnose` is called for what is new, once it is on disk."""

    stack: Callable[[], Stack]
    watch: Watch
    clock: Clock
    metrics: Metrics
    diagnose: Diagnose

    def routes(self) -> list[web.RouteDef]:
        """One address for each hook of stack.yaml, present and future."""
        return [web.post("/inbound/{hook}", self.call), web.put("/inbound/{hook}", self.call)]

    async def call(self, request: web.Request) -> web.Response:
        """One call. 401: not believed; 404: no such hook; 422: nothing in it could be used; else 200."""
        hook = self._hook(request.match_info["hook"])
        if hook is None:
            return web.json_response({"error": "there is no such hook in stack.yaml"}, status=404)
        body = await request.read()
        if not is_allowed(hook, request.headers, body, self.clock.now().timestamp()):
            self._count(hook, "refused", 1)
            log.warning("a call to the hook %s was refused: its token or signature is wrong", hook.path)
            return web.json_response({"error": "the token or the signature is missing or wrong"}, status=401)
        try:
            reading = read_alerts(body, hook, self.stack(), self.clock.now())
        except Usage as problem:
            self._count(hook, "unreadable", 1)
            log.warning("a call to the hook %s could not be read: %s", hook.path, problem)
            return web.json_response({"error": str(problem)}, status=422)
        await self._take(hook, reading)
        useless = reading.ignored and not reading.heard
        return web.json_response(describe(reading), status=422 if useless else 200)

    def _hook(self, path: str) -> Inbound | None:
        return next((hook for hook in self.stack().inbound if hook.path == path), None)

    async def _take(self, hook: Inbound, reading: Reading) -> None:
        self._count(hook, "taken", len(reading.heard))
        self._count(hook, "ignored", len(reading.ignored))
        for why in reading.ignored:
            log.warning("the hook %s ignores an alert: %s", hook.path, why)
        ordered = sorted(reading.heard, key=lambda heard: heard.environment)
        for environment, members in groupby(ordered, key=lambda heard: heard.environment):
            news = [one for heard in members if (one := await self._happen(environment, heard))]
            for one in _one_each(news) if hook.diagnose else ():
                await self.diagnose(one)

    async def _happen(self, environment: str, heard: Heard) -> News | None:
        before = await self.watch.state(environment)
        made = await self.watch.happen(environment, heard.event)
        event = heard.event
        if not isinstance(event, Fired) or _holder(before, event.key):
            return None
        incident = _holder(made.state, event.key)
        return News(environment, incident, event.service, f"{event.key} {heard.started_at}") if incident else None

    def _count(self, hook: Inbound, result: str, number: int) -> None:
        self.metrics.inbound.labels(hook.path, result).inc(number)


def _holder(state: State, key: str) -> str:
    """The incident that an alert is part of; empty when it is part of none that goes on."""
    return next((one.id for one in state.incidents.values() if one.is_open and key in one.alerts), "")


def _one_each(news: Iterable[News]) -> Iterable[News]:
    """One diagnosis for each incident: of the one service the alerts name, or of the whole environment."""
    by_incident: dict[str, list[News]] = {}
    for one in news:
        by_incident.setdefault(one.incident, []).append(one)
    for found in by_incident.values():
        named = {one.service for one in found}
        service = named.pop() if len(named) == 1 else ""
        yield News(found[0].environment, found[0].incident, service, found[0].key)
