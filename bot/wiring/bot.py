"""A running bot."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

from slack_bolt.async_app import AsyncApp

from bot.background import background
from bot.changes import compare
from bot.commands import with_prefix
from bot.durable import COMMAND, DurableRuns, DurableSettings
from bot.inbound.diagnosing import KIND as INBOUND
from bot.inbound.diagnosing import Diagnosing
from bot.intake import Intake
from bot.runs import Conductor
from bot.slack.app import Listeners
from bot.slack.approvals import Approvals
from bot.slack.connection import Connection
from bot.slack.desk import Desk
from bot.slack.incident_actions import Hands, IncidentActions
from bot.slack.incident_posts import root_of
from bot.slack.stage import SlackStage
from bot.store.commands import CommandStore
from bot.store.database import durable_url
from bot.store.incidents import IncidentStore
from bot.store.reports import ReportStore
from bot.watch.watch import Watch
from bot.watch.wiring import Scheduling, Surroundings
from bot.wiring.ground import Ground, open_ground
from bot.wiring.options import BotOptions
from bot.wiring.site import connection_of, serve
from bot.wiring.work import care_of, schedule_of, work_of

log = logging.getLogger(__name__)

_THREADS = 64  # blocking work of all kinds; names are looked up elsewhere


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
        ground = await open_ground(exits, options)
        approvals = Approvals(ground.calls, lambda: ground.live.stack().slack.approvers)
        durable = DurableRuns(DurableSettings(durable_url(ground.engine.url), options.executor, options.version))
        intake = Intake(CommandStore(ground.engine, ground.clock), durable)
        scheduling = Scheduling(
            Surroundings(ground.dispatcher, ground.watch, ground.engine, ground.clock, ground.metrics)
        )
        diagnosing = Diagnosing(ground.watch, intake, durable.start, partial(root_of, ground.posts))
        stage = SlackStage(ground.poster, ground.channels, compare)
        conductor = Conductor(ground.dispatcher, stage, ground.reports, approvals, durable.step)
        await durable.open({COMMAND: conductor.conduct, INBOUND: diagnosing.body, **scheduling.bodies})
        exits.push_async_callback(durable.close)
        app = _app(exits, ground, intake, approvals, scheduling)
        connection = connection_of(ground, app)
        port = await serve(exits, ground, connection, diagnosing.begin)
        await ground.place.resume()
        await intake.resume()
        work = work_of(ground, durable, intake)
        if options.scheduled:
            work |= schedule_of(ground, scheduling, durable)
        await exits.enter_async_context(background(**work))
        await connection.open()
        exits.push_async_callback(_drain, options, connection, intake, durable)
        await exits.enter_async_context(background(**care_of(ground, connection)))
        yield Bot(durable, intake, ground.reports, ground.watch, scheduling, port)


def _app(
    exits: AsyncExitStack, ground: Ground, intake: Intake, approvals: Approvals, scheduling: Scheduling
) -> AsyncApp:
    """Bolt's app with every listener of ours."""
    options, reports = ground.options, ground.reports
    app = AsyncApp(client=ground.client, signing_secret=options.slack.signing_secret or "unused by Socket Mode")
    incidents = IncidentStore(ground.engine)
    desk = Desk(ground.live.stack, ground.watch, incidents, ground.clock, scheduling.schedule)
    Listeners(with_prefix(options.prefix), ground.dispatcher, intake, reports, desk).register(app)
    hands = Hands(desk, ground.dispatcher, intake, reports, approvals, ground.calls, ground.poster, ground.posts)
    exits.push_async_callback(IncidentActions(hands).register(app))
    return app


async def _drain(options: BotOptions, connection: Connection, intake: Intake, durable: DurableRuns) -> None:
    """Take nothing new, let the running runs end; the ones that do not are on disk and go on at the next start."""
    await connection.close()
    await intake.settle()
    left = await durable.drain(options.grace)
    if left:
        log.warning("%d runs are still going; they go on at the next start", left)
