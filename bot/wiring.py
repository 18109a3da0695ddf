"""The only place where objects meet: settings and a stack in, a running bot out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.background import background
from bot.changes import compare
from bot.checkouts import RepairPlace
from bot.commands import with_prefix
from bot.dispatch import HANDLERS, Dispatcher
from bot.durable import COMMAND, DurableRuns, DurableSettings
from bot.health import health_routes
from bot.history import with_history
from bot.intake import Intake
from bot.metrics import Metrics
from bot.runs import Conductor
from bot.slack.announcing import announcer
from bot.slack.app import Listeners
from bot.slack.approvals import Approvals
from bot.slack.attachments import SlackFiles
from bot.slack.calls import SlackCalls
from bot.slack.channels import Channels
from bot.slack.connection import Connection, HttpConnection, SocketConnection
from bot.slack.desk import Desk
from bot.slack.incident_actions import Hands, IncidentActions
from bot.slack.poster import Poster
from bot.slack.speaking import Means, speaker_of
from bot.slack.stage import SlackStage
from bot.slack.writing import historian_of
from bot.stack import LoadedStack
from bot.store.commands import CommandStore
from bot.store.database import durable_url, open_database, parse_database_url
from bot.store.incidents import IncidentStore
from bot.store.posts import PostStore
from bot.store.reports import ReportStore
from bot.store.stackfiles import StackFileStore
from bot.store.watches import WatchStore
from bot.watch.reload import LiveStack, Reloader
from bot.watch.watch import Watch
from bot.watch.wiring import Scheduling, Surroundings
from handlers.context import Handler
from handlers.core.ports import SystemClock
from handlers.core.redaction import Redactor
from handlers.diagnosis.explain_handler import explainer
from handlers.probes.client import open_tools

log = logging.getLogger(__name__)

_THREADS = 64  # look-ups of dead resolvers hold a thread for seconds; other blocking work must not wait for them
SLACK_API = "https://slack.com/api/"


@dataclass(frozen=True, slots=True)
class SlackAccess:
    """How Slack is reached. `app_token` is for Socket Mode, `signing_secret` for signed HTTP."""

    bot_token: str = field(repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    api_url: str = SLACK_API

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no output may hold."""
        return self.bot_token, self.app_token, self.signing_secret


@dataclass(frozen=True, slots=True)
class BotOptions:
    """What a bot is made of. `port` serves health (and Slack's requests when `by_http`); None serves nothing.
    `state`: where repairs keep their runs; `forge_token`: for pull requests.
    `secrets`: values, beside the stack's and Slack's own, that no output may hold.

    `grace`: seconds that running runs get to end when the bot is stopped; what is left goes on at the next start.
    `scheduled`: whether the checks of the stack file's schedules are made.
    `environ`: the variables to read the stack file with when it changes; None: it is not read again.
    `redact`: shared with the log; it learns every secret that the bot knows.
    """

    stack: LoadedStack
    slack: SlackAccess
    database_url: str = field(repr=False)
    state: Path
    secrets: tuple[str, ...] = field(default=(), repr=False)
    forge_token: str = field(default="", repr=False)
    executor: str = "medic"
    version: str = "1"
    prefix: str = ""
    by_http: bool = False
    host: str = "127.0.0.1"
    port: int | None = None
    grace: float = 20.0
    scheduled: bool = True
    environ: Mapping[str, str] | None = field(default=None, repr=False)
    redact: Redactor = field(default_factory=Redactor)


@dataclass(frozen=True, slots=True)
class Bot:
    """A running bot, as far as its surroundings need it. `port` is the one that was bound."""

    durable: DurableRuns
    intake: Intake
    reports: ReportStore
    watch: Watch
    scheduling: Scheduling
    port: int | None


@asynccontextmanager
async def open_bot(options: BotOptions) -> AsyncIterator[Bot]:
    """A bot that receives commands until the block is left; leaving drains it."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_THREADS, thread_name_prefix="medic"))
    async with AsyncExitStack() as exits:
        redact, live = options.redact, LiveStack(options.stack)
        redact.add(*options.stack.secrets, *options.slack.secrets, *options.secrets)
        tools = await exits.enter_async_context(open_tools(redact))
        engine = await _engine(exits, options.database_url)
        clock = SystemClock()
        reports = ReportStore(engine, clock)
        client = await _client(exits, options.slack)
        calls = SlackCalls(client, redact)
        posts = PostStore(engine, clock)
        poster = Poster(calls, posts, tools.http)
        stage = SlackStage(poster, Channels(calls), compare)
        place = RepairPlace(options.state, options.forge_token)
        handlers = _handlers(place, reports, options.slack)
        approvals = Approvals(calls, lambda: live.stack().slack.approvers)

        def dispatcher() -> Dispatcher:
            return Dispatcher(live.stack(), tools, handlers)

        durable = DurableRuns(DurableSettings(durable_url(engine.url), options.executor, options.version))
        watch = Watch(live.stack, WatchStore(engine), clock)
        scheduling = Scheduling(Surroundings(dispatcher, watch, engine, clock, Metrics()))
        commands = {COMMAND: Conductor(dispatcher, stage, reports, approvals, durable.step).conduct}
        await durable.open(commands | scheduling.bodies)
        exits.push_async_callback(durable.close)
        intake = Intake(CommandStore(engine, clock), durable)
        app = AsyncApp(client=client, signing_secret=options.slack.signing_secret or "unused by Socket Mode")
        desk = Desk(live.stack, watch, IncidentStore(engine), clock, scheduling.schedule)
        Listeners(with_prefix(options.prefix), dispatcher, intake, reports, desk).register(app)
        IncidentActions(Hands(desk, dispatcher, intake, reports, approvals, calls, poster, posts)).register(app)
        connection, routes = _connection(options, app)
        port = await _serve(exits, options, connection, routes)
        await place.resume()
        await intake.resume()
        work = _work(options, live, watch, Means(calls, engine, tools.http))
        if options.scheduled:
            work |= scheduling.work(durable)
        await exits.enter_async_context(background(**work))
        await connection.open()
        exits.push_async_callback(_drain, options, connection, intake, durable)
        yield Bot(durable, intake, reports, watch, scheduling, port)


async def _engine(exits: AsyncExitStack, url: str) -> AsyncEngine:
    engine = await open_database(parse_database_url(url))
    exits.push_async_callback(engine.dispose)
    return engine


async def _client(exits: AsyncExitStack, slack: SlackAccess) -> AsyncWebClient:
    session = await exits.enter_async_context(aiohttp.ClientSession())
    return AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, session=session, retry_handlers=[])


def _handlers(place: RepairPlace, reports: ReportStore, slack: SlackAccess) -> dict[str, Handler]:
    repairs = {name: place.bound(handler) for name, handler in HANDLERS.items() if name.startswith("repair")}
    explaining = explainer(SlackFiles(slack.api_url, slack.bot_token).attached)
    golden_path = with_history(HANDLERS["golden-path"], reports)
    return {**HANDLERS, **repairs, "golden-path": golden_path, "explain": explaining}


def _work(options: BotOptions, live: LiveStack, watch: Watch, means: Means) -> dict[str, Coroutine[Any, Any, None]]:
    """What goes on for as long as the bot does, by name."""
    clock = SystemClock()
    work = {
        "watch": watch.run(),
        "speaker": speaker_of(live.stack, watch, means).run(),
        "historian": historian_of(live.stack, watch, means).run(clock),
    }
    if options.environ is not None:
        poster = Poster(means.calls, PostStore(means.engine, clock), means.http)
        tell = announcer(live.stack, poster, Channels(means.calls))
        files = StackFileStore(means.engine)
        work["reloader"] = Reloader(live, options.environ, options.redact, files, tell).run()
    return work


def _connection(options: BotOptions, app: AsyncApp) -> tuple[Connection, list[web.RouteDef]]:
    if options.by_http:
        by_http = HttpConnection(app)
        return by_http, by_http.routes()
    return SocketConnection(app, options.slack.app_token, SystemClock()), []


async def _serve(
    exits: AsyncExitStack, options: BotOptions, connection: Connection, routes: list[web.RouteDef]
) -> int | None:
    if options.port is None:
        return None

    async def ready() -> Mapping[str, bool]:
        return {"slack": await connection.ready()}

    site = web.Application(client_max_size=1024 * 1024)  # Slack's own payloads stay far below this
    site.add_routes([*health_routes(ready), *routes])
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    exits.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, options.host, options.port).start()
    return int(runner.addresses[0][1])


async def _drain(options: BotOptions, connection: Connection, intake: Intake, durable: DurableRuns) -> None:
    """Take nothing new, let the running runs end; the ones that do not are on disk and go on at the next start."""
    await connection.close()
    await intake.settle()
    left = await durable.drain(options.grace)
    if left:
        log.warning("%d runs are still going; they go on at the next start", left)
