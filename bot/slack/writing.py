"""The historian of this bot, put together: ended incidents on one side, their threads in Slack on the other."""

from __future__ import annotations

from collections.abc import Callable

from bot.slack.channels import Channels
from bot.slack.closing import Closing
from bot.slack.incident_posts import IncidentPosts
from bot.slack.mentions import Mentions
from bot.slack.poster import Poster
from bot.slack.speaking import Means
from bot.store.audit import AuditStore
from bot.store.incidents import IncidentStore
from bot.store.leases import LeaseStore
from bot.store.posts import PostStore
from bot.store.reports import ReportStore
from bot.watch.chronicle import Chronicle, impact_of
from bot.watch.historian import Historian
from bot.watch.tenure import Tenure
from bot.watch.watch import Watch
from handlers.core.ports import SystemClock
from handlers.stack.environment import Stack

_PATIENCE = 30.0  # seconds for one post; the historian tries again by itself, and others wait behind it


def historian_of(stack: Callable[[], Stack], watch: Watch, means: Means) -> Historian:
    """A historian that writes in Slack about what ended in `watch`, which has its tables in the same engine."""
    clock, calls, engine = SystemClock(), means.calls, means.engine
    posts = PostStore(engine, clock)
    poster = Poster(calls, posts, means.http, _PATIENCE)
    incidents = IncidentPosts(poster, posts, Channels(calls, _PATIENCE), Mentions(calls, clock))
    chronicle = Chronicle(
        lambda name: impact_of(stack(), name), watch.state, ReportStore(engine, clock), AuditStore(engine)
    )
    tenure = Tenure(LeaseStore(engine, clock), clock, "historian", means.term)
    return Historian(watch, IncidentStore(engine), chronicle, Closing(poster, posts, incidents.root), tenure)
