"""A diagnosis that an alert starts by itself, in the thread of its incident. Durable: a restart loses none."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Protocol

from bot.inbound.hooks import News
from bot.intake import Intake, run_id
from bot.runs import Origin, Run
from bot.watch.watch import Watch
from handlers.core.request import Request

KIND = "inbound"
"""The kind of these durable runs."""

_GLANCE = 2.0  # seconds between looks at whether the root message is there


class Place(Protocol):
    """Where an incident's root message stands."""

    @property
    def channel(self) -> str: ...

    @property
    def ts(self) -> str: ...


Start = Callable[[str, str, str], Awaitable[None]]
Root = Callable[[str], Awaitable[Place | None]]


class Diagnosing:
    """`start`: starts a durable run (its id, its payload, its kind); `root`: finds an incident's root message."""

    def __init__(self, watch: Watch, intake: Intake, start: Start, root: Root) -> None:
        self._watch, self._intake = watch, intake
        self._start, self._root = start, root

    async def begin(self, news: News) -> None:
        """Begin the durable run, once for each firing of an alert, however often it is delivered."""
        name = run_id(KIND, news.environment, news.incident, news.key)
        await self._start(name, json.dumps(asdict(news)), KIND)

    async def body(self, payload: str) -> None:
        """The durable run: wait for the incident's thread, then ask for a diagnosis there.

        An incident that is over, or was never told of, needs none.
        """
        news = News(**json.loads(payload))
        place = await self._thread(news)
        if place is None:
            return
        name = run_id(KIND, news.incident, news.key)
        request = Request("diagnose", news.environment, news.service or None, {}, name)
        run = Run(name, request, Origin(place.channel, "", KIND, thread=place.ts))
        if await self._intake.accept(run):
            self._intake.start(run)

    async def _thread(self, news: News) -> Place | None:
        seen = -1
        while await self._goes_on(news):
            if place := await self._root(news.incident):
                return place
            seen = await self._watch.changed(seen, _GLANCE)
        return None

    async def _goes_on(self, news: News) -> bool:
        incident = (await self._watch.state(news.environment)).incidents.get(news.incident)
        return incident is not None and incident.is_open
