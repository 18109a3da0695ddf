"""What everything else stands on: the database, Slack's Web API, the probes' client, the stack file, the time."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.checkouts import RepairPlace
from bot.dispatch import HANDLERS, ON_TESTS, Dispatcher
from bot.history import with_history
from bot.metrics import Metrics
from bot.pulse import Pulse
from bot.slack.attachments import SlackFiles
from bot.slack.calls import SlackCalls
from bot.slack.channels import Channels
from bot.slack.poster import Poster
from bot.slack.speaking import Means
from bot.store.database import open_database, parse_database_url
from bot.store.posts import PostStore
from bot.store.reports import ReportStore
from bot.store.watches import WatchStore
from bot.watch.reload import LiveStack
from bot.watch.watch import Watch
from bot.wiring.options import BotOptions
from handlers.context import Handler
from handlers.core.ports import SystemClock
from handlers.diagnosis.explain_handler import explainer
from handlers.probes.base import Tools
from handlers.probes.client import open_tools


@dataclass(frozen=True, slots=True)
class Ground:
    """`handlers` are bound to this bot's own history and folders."""

    options: BotOptions
    clock: SystemClock
    live: LiveStack
    tools: Tools
    engine: AsyncEngine
    client: AsyncWebClient
    calls: SlackCalls
    posts: PostStore
    reports: ReportStore
    place: RepairPlace
    handlers: dict[str, Handler]
    watch: Watch
    metrics: Metrics
    pulse: Pulse

    @property
    def poster(self) -> Poster:
        """What posts each message once."""
        return Poster(self.calls, self.posts, self.tools.http)

    @property
    def channels(self) -> Channels:
        """What finds channels by name."""
        return Channels(self.calls)

    @property
    def means(self) -> Means:
        """What alerts are said with."""
        return Means(self.calls, self.engine, self.tools.http, metrics=self.metrics)

    def dispatcher(self) -> Dispatcher:
        """The dispatcher of the stack file as it is now."""
        return Dispatcher(self.live.stack(), self.tools, self.handlers)


async def open_ground(exits: AsyncExitStack, options: BotOptions) -> Ground:
    """Open it all; `exits` closes it."""
    redact, live, clock = options.redact, LiveStack(options.stack), SystemClock()
    redact.add(*options.stack.secrets, *options.slack.secrets, *options.secrets)
    tools = await exits.enter_async_context(open_tools(redact))
    engine = await open_database(parse_database_url(options.database_url))
    exits.push_async_callback(engine.dispose)
    client = await _client(exits, options)
    reports = ReportStore(engine, clock)
    place = RepairPlace(options.state, options.forge_token)
    return Ground(
        options=options,
        clock=clock,
        live=live,
        tools=tools,
        engine=engine,
        client=client,
        calls=SlackCalls(client, redact),
        posts=PostStore(engine, clock),
        reports=reports,
        place=place,
        handlers=_handlers(options, place, reports),
        watch=Watch(live.stack, WatchStore(engine), clock),
        metrics=Metrics(),
        pulse=Pulse(clock),
    )


async def _client(exits: AsyncExitStack, options: BotOptions) -> AsyncWebClient:
    session = await exits.enter_async_context(aiohttp.ClientSession())
    slack = options.slack
    return AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, session=session, retry_handlers=[])


def _handlers(options: BotOptions, place: RepairPlace, reports: ReportStore) -> dict[str, Handler]:
    repairs = {name: place.bound(handler) for name, handler in ON_TESTS.items()}
    attached = SlackFiles(options.slack.api_url, options.slack.bot_token).attached
    golden_path = with_history(HANDLERS["golden-path"], reports)
    return {**HANDLERS, **repairs, "golden-path": golden_path, "explain": explainer(attached)}
