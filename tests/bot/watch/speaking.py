"""A watch that is heard: a local Slack, a database, a watch and its speaker on this machine's own time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import httpx
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.background import background
from bot.incidents.events import Event, Results
from bot.incidents.model import Result
from bot.slack.calls import SlackCalls
from bot.slack.manifest import manifest
from bot.slack.speaking import Means, speaker_of
from bot.store.database import open_database, parse_database_url
from bot.store.watches import WatchStore
from bot.watch.lanes import Patience
from bot.watch.speaker import Speaker
from bot.watch.watch import Watch
from bot.workspace.limits import Limits
from bot.workspace.server import LocalSlack
from handlers.core.ports import Health, SystemClock
from handlers.core.redaction import Redactor
from handlers.stack.environment import Stack

CHANNEL = "#incident-staging"
QUICK = {
    "confirm_after": 0.05,
    "gather": 0.05,
    "settle": 0.05,
    "settle_again": 0.05,
    "edit_every": 0.05,
    "together": 180.0,
}
SHOP = {
    "postgres": {},
    "redis": {},
    "auth": {"depends_on": ["postgres", "redis"]},
    "backend": {"depends_on": ["postgres", "auth"]},
    "gateway": {"depends_on": ["backend"]},
}


def stack_of(
    services: Any = None, slack: Any = None, environments: tuple[str, ...] = ("staging",), **alerts: Any
) -> Stack:
    """A stack whose alerts are quick; `services`: the shop's, unless others are given."""
    environment: Any = {
        "impact": "chat cannot be validated",
        "services": services or SHOP,
        "schedule": [{"check": "diagnose", "every": "1m", "fail_after": 1, "recover_after": 1}],
        "alerts": {**QUICK, **alerts},
    }
    slack = {"incident_channel": CHANNEL, **(slack or {})}
    return Stack.model_validate(
        {"version": 1, "slack": slack, "environments": dict.fromkeys(environments, environment)}
    )


@dataclass
class Heard:
    """What goes on, and what the channel sees of it."""

    slack: LocalSlack
    watch: Watch
    speaker: Speaker
    engine: AsyncEngine
    stacks: list[Stack] = field(default_factory=list)

    async def sees(
        self, failing: str = "", ok: str = "", environment: str = "staging", detail: str = "refused"
    ) -> None:
        """A round of results: these services fail, those are well."""
        results = [Result(name, Health.FAILING, f"{name} {detail}") for name in failing.split()]
        results += [Result(name, Health.OK) for name in ok.split()]
        await self.watch.happen(environment, Results(tuple(results)))

    async def happens(self, event: Event, environment: str = "staging") -> None:
        """Anything else."""
        await self.watch.happen(environment, event)

    def messages(self, channel: str = CHANNEL) -> list[dict[str, Any]]:
        """All that stands in the channel, threads included."""
        return self.slack.control.transcript(channel)

    def roots(self, channel: str = CHANNEL) -> list[dict[str, Any]]:
        """The messages that are no replies."""
        return [message for message in self.messages(channel) if not message["is_reply"]]

    async def until(self, condition: Callable[[], Any], seconds: float = 10.0) -> Any:
        """Wait until the workspace is such that `condition()` is true; its value."""
        return await self.slack.control.wait_for(condition, seconds)

    async def until_said(self, words: str, channel: str = CHANNEL) -> Any:
        """Wait for a message with these words; the transcript's entry."""
        return await self.until(
            lambda: next((one for one in self.messages(channel) if words in one["plain"] + one["text"]), None)
        )

    async def until_failed(self, times: int = 1) -> None:
        """Wait until this many tries have failed."""
        seen = 0
        while self.speaker.said["failed"] < times:
            seen = await self.watch.changed(seen, 0.05)

    async def until_quiet(self, environment: str = "staging") -> None:
        """Wait until nothing more is to be said."""
        seen = 0
        while (await self.watch.state(environment)).outbox:
            seen = await self.watch.changed(seen, 0.05)


@asynccontextmanager
async def heard(
    url: str, stack: Stack | None = None, slack: LocalSlack | None = None, app: Any = None, term: float = 9.0
) -> AsyncIterator[Heard]:
    """A watch and its speaker on the database at `url`; `slack` and `app` are shared with others where given."""
    own = slack is None
    slack = slack or LocalSlack(limits=Limits().unlimited())
    if own:
        await slack.start()
    app = app or slack.install(manifest(), join=[CHANNEL])
    engine = await open_database(parse_database_url(url))
    stacks = [stack or stack_of()]
    try:
        async with aiohttp.ClientSession() as session, httpx.AsyncClient() as http:
            client = AsyncWebClient(
                token=app.credentials.bot_token, base_url=slack.api_url, session=session, retry_handlers=[]
            )
            watch = Watch(lambda: stacks[-1], WatchStore(engine), SystemClock())
            speaker = speaker_of(
                watch, Means(SlackCalls(client, Redactor()), engine, http, term, Patience(0.05, 0.1, 0.1))
            )
            async with background(watch=watch.run(), speaker=speaker.run()):
                yield Heard(slack, watch, speaker, engine, stacks)
    finally:
        await engine.dispose()
        if own:
            await slack.stop()
