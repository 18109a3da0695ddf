"""The local world: a demo stack, a local Slack with the bot installed, and the bot's options to run it there."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bot.demo.ports import PortBlock
from bot.demo.stack import DemoStack
from bot.local.project import damaged_project
from bot.slack.manifest import manifest
from bot.stack import LoadedStack, parse_stack
from bot.wiring import BotOptions, SlackAccess
from bot.workspace.server import LocalSlack
from handlers.stack.environment import Tests

CHANNEL = "#incident-staging"
USER = "alice"


@dataclass(frozen=True, slots=True)
class LocalWorld:
    """What runs on this machine, and the options of a bot that belongs to it."""

    demo: DemoStack
    slack: LocalSlack
    options: BotOptions


@dataclass(frozen=True, slots=True)
class WorldOptions:
    """`by_http`: Slack calls the bot with signed requests; else Socket Mode. `page_port` 0 takes a free one."""

    by_http: bool = False
    page_port: int = 0
    prefix: str = ""


@asynccontextmanager
async def open_world(world: WorldOptions) -> AsyncIterator[LocalWorld]:
    """Start the demo stack and the local Slack side by side; both are gone when the block is left."""
    slack = LocalSlack()
    ports = PortBlock()
    with tempfile.TemporaryDirectory(prefix="opsmedic-") as state:
        try:
            async with DemoStack() as demo:
                await slack.start(port=world.page_port)
                options = bot_options(demo, slack, Path(state), world, ports.take())
                tests = await asyncio.to_thread(damaged_project, Path(state) / "shop")
                yield LocalWorld(demo, slack, replace(options, stack=_with_tests(options.stack, tests)))
        finally:
            await slack.stop()
            ports.close()


def bot_options(demo: DemoStack, slack: LocalSlack, state: Path, world: WorldOptions, port: int) -> BotOptions:
    """Install the bot in the local Slack; the options to run it with."""
    address = f"http://127.0.0.1:{port}/slack/events" if world.by_http else None
    app = slack.install(manifest(world.prefix, address), join=[CHANNEL])
    credentials = app.credentials
    return BotOptions(
        stack=demo_stack_file(demo),
        slack=SlackAccess(credentials.bot_token, credentials.app_token, credentials.signing_secret, slack.api_url),
        database_url=f"sqlite:///{state / 'medic.db'}",
        state=state / "repair",
        prefix=world.prefix,
        by_http=world.by_http,
        port=port,
        grace=5.0,
    )


def demo_stack_file(demo: DemoStack) -> LoadedStack:
    """The running demo stack as the bot reads it."""
    return parse_stack(demo.stack_yaml().encode(), demo.variables, "demo stack.yaml")


def _with_tests(loaded: LoadedStack, tests: Tests) -> LoadedStack:
    environments = {
        name: environment.model_copy(update={"tests": tests}) for name, environment in loaded.stack.environments.items()
    }
    return replace(loaded, stack=loaded.stack.model_copy(update={"environments": environments}))


async def inject_all(demo: DemoStack, faults: list[str]) -> None:
    """Break the stack in every named way, one after the other: faults may build on each other."""
    for fault in faults:
        await demo.inject(fault)
