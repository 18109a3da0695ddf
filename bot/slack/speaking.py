"""The speaker of this bot, put together: the watch's outbox on one side, Slack and the fallback on the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import httpx
from prometheus_client import Counter
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.metrics import Metrics
from bot.slack.calls import SlackCalls
from bot.slack.channels import Channels
from bot.slack.incident_posts import IncidentPosts
from bot.slack.mentions import Mentions
from bot.slack.poster import Poster
from bot.store.fallbacks import FallbackStore
from bot.store.leases import LeaseStore
from bot.store.posts import PostStore
from bot.watch.fallback import Fallback
from bot.watch.lanes import PATIENT, Patience
from bot.watch.speaker import Manner, Speaker
from bot.watch.tenure import Tenure
from bot.watch.watch import Watch
from handlers.core.ports import SystemClock

_PATIENCE = 5.0  # seconds for looking a channel up; the speaker tries again by itself


@dataclass(frozen=True, slots=True)
class Means:
    """What a speaker speaks with. `term`: seconds that its lease lasts; after a crash nobody speaks for so long.
    `patience`: with a channel that fails. `metrics`: what counts."""

    calls: SlackCalls
    engine: AsyncEngine
    http: httpx.AsyncClient
    term: float = 9.0
    patience: Patience = PATIENT
    metrics: Metrics = field(default_factory=Metrics)


def speaker_of(watch: Watch, means: Means) -> Speaker:
    """A speaker that says in Slack what waits in the outboxes of `watch`, which has its tables in the same engine."""
    clock, calls, engine = SystemClock(), means.calls, means.engine
    posts = PostStore(engine, clock)
    voice = IncidentPosts(Poster(calls, posts, means.http), posts, Channels(calls, _PATIENCE), Mentions(calls, clock))
    fallback = Fallback(
        lambda: watch.stack.slack.fallback, FallbackStore(engine, clock), _counting(means.metrics.fallbacks)
    )
    tenure = Tenure(LeaseStore(engine, clock), clock, "speaker", means.term)
    return Speaker(watch, voice, fallback, tenure, Manner(means.patience, _counting(means.metrics.posts)))


def _counting(counter: Counter) -> Callable[[str], None]:
    return lambda result: counter.labels(result).inc()
