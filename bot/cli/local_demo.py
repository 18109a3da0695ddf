"""The work behind `medic demo`."""

from __future__ import annotations

import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import Any

from bot.cli import common
from bot.cli.serve import stop_signal
from bot.local.fault_commands import fault_commands
from bot.local.world import CHANNEL, USER, LocalWorld, WorldOptions, inject_all, open_world
from bot.render.json import report_json
from bot.wiring import Bot, open_bot
from handlers.core.errors import Usage
from handlers.core.redaction import Redactor


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """What `medic demo` was asked for. `line` is typed into the local Slack; `port` is the page's."""

    faults: list[str]
    headless: bool
    line: str | None
    as_json: bool
    by_http: bool
    port: int


async def local_demo(options: DemoOptions) -> int:
    """Start everything, and end it when told to or, headless, when the line has been dealt with."""
    if options.headless and options.line is None:
        raise Usage('--headless has nothing to do without --run "/diagnose staging"')
    _say("starting the demo stack and the local Slack ...")
    async with AsyncExitStack() as exits:
        world = await exits.enter_async_context(open_world(WorldOptions(options.by_http, options.port)))
        await inject_all(world.demo, options.faults)
        bot = await exits.enter_async_context(open_bot(replace(world.options, scheduled=options.line is None)))
        if options.line is not None:
            code = await _typed(world, bot, options)
            if options.headless:
                return code
        await exits.enter_async_context(fault_commands(world.demo, world.slack))
        sys.stdout.write(f"{world.slack.url}\n")
        sys.stdout.flush()
        _say("open the address, type `/diagnose staging`; `/fault` lists what can be broken. Ctrl-C ends it.")
        await stop_signal()
        return 0


async def _typed(world: LocalWorld, bot: Bot, options: DemoOptions) -> int:
    """Type the line as a person would, wait for the runs it began, and print what came of it."""
    assert options.line is not None  # noqa: S101 - narrows for the type checker
    _say(f"typing {options.line}")
    await world.slack.control.slash(USER, CHANNEL, options.line)
    await bot.intake.settle()
    await bot.durable.wait_all()
    recent = await bot.reports.recent(1)
    report = await bot.reports.get(recent[0].run) if recent else None
    transcript: list[dict[str, Any]] = world.slack.control.transcript(CHANNEL)
    terminal = common.Terminal(Redactor((*world.options.stack.secrets, *world.options.slack.secrets)))
    if options.as_json:
        document = report_json(report, recent[0].run) if report else None
        terminal.document({"report": document, "transcript": transcript})
    else:
        for message in transcript:
            terminal.out.print(
                f"{'  ' if message['is_reply'] else ''}{message['name']}: {message['plain']}", markup=False
            )
    return report.status.exit_code if report else common.Exit.WRONG_USAGE


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
