"""The speaker of this bot, put together: the watch's outbox on one side, Slack and the fallback on the other."""

from __future__ import annotations

from collections.abc import Callable

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


def speaker_of(
    stack: Callable[[], Stack], watch: Watch, calls: SlackCalls, engine: AsyncEngine, http: httpx.AsyncClient
) -> Speaker:
    """A speaker that says in Slack what waits in the outboxes of `watch`, which has its tables in `engine`."""
    clock = SystemClock()
    posts = PostStore(engine, clock)
    voice = IncidentPosts(Poster(calls, posts, http), posts, Channels(calls, _PATIENCE), Mentions(calls, clock))
    fallback = Fallback(lambda: stack().slack.fallback, FallbackStore(engine, clock))
    return Speaker(stack, watch, voice, fallback, Tenure(LeaseStore(engine, clock), clock, "speaker"))
