"""The part of the bot that tells of incidents, alone: store, watch and speaker, fed by services that fail on schedule.

A whole `medic run` takes two seconds of a core to start, which is too much to be killed two hundred times.
"""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass
from typing import Any

import aiohttp
import httpx
from slack_sdk.web.async_client import AsyncWebClient

from bot.background import background
from bot.incidents.events import Results
from bot.incidents.model import Result
from bot.slack.calls import SlackCalls
from bot.slack.speaking import Means, speaker_of
from bot.store.database import open_database, parse_database_url
from bot.store.watches import WatchStore
from bot.watch.watch import Watch
from handlers.core.ports import Health, SystemClock
from handlers.core.redaction import Redactor
from handlers.stack.environment import Stack

ENVIRONMENTS = ("north", "south", "east", "west")
SERVICES: dict[str, dict[str, list[str]]] = {
    "postgres": {},
    "redis": {},
    "auth": {"depends_on": ["postgres", "redis"]},
    "backend": {"depends_on": ["postgres", "auth"]},
    "gateway": {"depends_on": ["backend"]},
}
ROUND = 0.2  # seconds between checks
_SPELL = (1.0, 6.0)  # seconds that a cause lasts, or that all is well
_ALERTS: dict[str, Any] = {
    "confirm_after": 0.05,
    "gather": 0.05,
    "settle": 0.3,
    "settle_again": 0.5,
    "reopen_within": 3.0,
    "edit_every": 0.5,
    "repeat_every": 2.0,
}


@dataclass(frozen=True, slots=True)
class Orders:
    """All that a bot is told. `ends`: when the last fault heals, in seconds since 1970. `term`: of the lease."""

    database: str
    api_url: str
    token: str
    seed: int
    begins: float
    ends: float
    term: float = 1.0


def channel_of(environment: str) -> str:
    """Each environment is told of in a channel of its own."""
    return f"#storm-{environment}"


def storm_stack() -> Stack:
    """Four environments that hear quickly of everything."""
    environments: dict[str, Any] = {
        name: {
            "services": SERVICES,
            "schedule": [{"check": "diagnose", "every": "1s", "fail_after": 1, "recover_after": 1}],
            "alerts": {**_ALERTS, "channel": channel_of(name)},
        }
        for name in ENVIRONMENTS
    }
    return Stack.model_validate({"version": 1, "environments": environments})


def failing(orders: Orders, environment: str, now: float) -> set[str]:
    """What fails at a moment: in turns one cause with some of its symptoms, and nothing. The same for every replica."""
    spells = random.Random(f"{orders.seed} {environment}")
    at, sick = orders.begins, False
    while True:
        at += spells.uniform(*_SPELL)
        cause = spells.choice(tuple(SERVICES))
        depth = spells.randrange(3)
        if now < at or at > orders.ends:
            break
        sick = not sick
    if not sick or now >= orders.ends:
        return set()
    hit = {cause}
    for _ in range(depth):
        hit |= {name for name, service in SERVICES.items() if hit & set(service.get("depends_on", ()))}
    return hit


def run(orders: Orders) -> None:
    """Watch and speak until killed."""
    asyncio.run(_run(orders))


async def _run(orders: Orders) -> None:
    stack = storm_stack()
    engine = await open_database(parse_database_url(orders.database))
    async with aiohttp.ClientSession() as session, httpx.AsyncClient() as http:
        client = AsyncWebClient(token=orders.token, base_url=orders.api_url, session=session, retry_handlers=[])
        watch = Watch(lambda: stack, WatchStore(engine), SystemClock())
        speaker = speaker_of(watch, Means(SlackCalls(client, Redactor()), engine, http, orders.term))
        async with background(watch=watch.run(), speaker=speaker.run()):
            while True:
                await _check(orders, watch)
                await asyncio.sleep(ROUND)


async def _check(orders: Orders, watch: Watch) -> None:
    for environment in ENVIRONMENTS:
        hit = failing(orders, environment, time.time())
        results = [
            Result(name, Health.FAILING if name in hit else Health.OK, f"{name} refuses" if name in hit else "")
            for name in SERVICES
        ]
        await watch.happen(environment, Results(tuple(results)))
