"""The speaker of this bot, put together: the watch's outbox on one side, Slack and the fallback on the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import httpx
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.slack.calls import SlackCalls
from bot.slack.channels import Channels
from bot.slack.incident_posts import IncidentPosts
from bot.slack.mentions import Mentions
from bot.slack.poster import Poster
from bot.store.fallbacks import FallbackStore
from bot.store.leases import LeaseStore
from bot.store.posts import PostStore
from bot.watch.fallback import Fallback
from bot.watch.speaker import Speaker
from bot.watch.tenure import Tenure
from bot.watch.watch import Watch
from handlers.core.ports import SystemClock
from handlers.stack.environment import Stack

_PATIENCE = 5.0  # seconds for looking a channel up; the speaker tries again by itself


@dataclass(frozen=True, slots=True)
class Means:
    """What a speaker speaks with. `term`: seconds that its lease lasts; after a crash nobody speaks for so long."""

    calls: SlackCalls
    engine: AsyncEngine
    http: httpx.AsyncClient
    term: float = 9.0


def speaker_of(stack: Callable[[], Stack], watch: Watch, means: Means) -> Speaker:
    """A speaker that says in Slack what waits in the outboxes of `watch`, which has its tables in the same engine."""
    clock, calls, engine = SystemClock(), means.calls, means.engine
    posts = PostStore(engine, clock)
    voice = IncidentPosts(Poster(calls, posts, means.http), posts, Channels(calls, _PATIENCE), Mentions(calls, clock))
    fallback = Fallback(lambda: stack().slack.fallback, FallbackStore(engine, clock))
    tenure = Tenure(LeaseStore(engine, clock), clock, "speaker", means.term)
    return Speaker(stack, watch, voice, fallback, tenure)
