"""Wishes of the watch: a service that has just failed is measured again soon, to tell a blip from a fault."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections import defaultdict

from bot.incidents.model import Confirm
from bot.incidents.rules import JOURNEY, TESTS
from bot.store.pauses import PauseStore
from bot.watch.checks import DIAGNOSE, Checks
from bot.watch.watch import Watch

log = logging.getLogger(__name__)

_TOGETHER = 0.25  # seconds: wishes that lie so close are granted by one diagnosis, which then sees cause and symptom


class Confirming:
    """Grants wishes, one measurement at a time for each environment and check, so that nothing piles up."""

    def __init__(self, checks: Checks, watch: Watch, pauses: PauseStore) -> None:
        self._checks = checks
        self._watch = watch
        self._pauses = pauses
        self._wished: defaultdict[tuple[str, str], dict[str, float]] = defaultdict(dict)
        self._going: dict[tuple[str, str], asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Grant wishes until cancelled."""
        try:
            while True:
                self._wish(await self._watch.confirms.get())
        finally:
            for task in self._going.values():
                task.cancel()
            await asyncio.gather(*self._going.values(), return_exceptions=True)

    def _wish(self, confirm: Confirm) -> None:
        check = confirm.service if confirm.service in (JOURNEY, TESTS) else DIAGNOSE
        key = (confirm.environment, check)
        wished = self._wished[key]
        wished[confirm.service] = min(confirm.at, wished.get(confirm.service, confirm.at))
        if key not in self._going:
            self._going[key] = asyncio.create_task(self._grant(*key))

    async def _grant(self, environment: str, check: str) -> None:
        """Grant the wishes for one environment, each at its time, until there are none."""
        wished = self._wished[environment, check]
        while wished:
            now = self._checks.clock.now().timestamp()
            if (wait := min(wished.values()) - now) > 0:
                await asyncio.sleep(wait)
                continue
            due = [service for service, at in wished.items() if at <= now + _TOGETHER]
            for service in due:
                del wished[service]
            await self.measure(environment, check, due)
        del self._going[environment, check]

    async def measure(self, environment: str, check: str, services: list[str]) -> None:
        """Measure these services of an environment, and what they need, now; not while the check is paused."""
        try:
            if any(pause.covers(environment, check) for pause in await self._pauses.all()):
                return
            await self._checks.measure(
                environment, check, uuid.uuid4().hex[:12], self._with_needs(environment, services)
            )
        except Exception:  # the database is away; the next tick measures it anyway
            log.exception("%s of %s could not be confirmed", ", ".join(services), environment)

    def _with_needs(self, environment: str, services: list[str]) -> list[str]:
        """These services and all they need: without it, a symptom would be blamed for its cause."""
        graph = self._watch.rules(environment).graph
        return list(dict.fromkeys(name for service in services for name in graph.closure(service)))
