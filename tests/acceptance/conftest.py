"""The real thing on this machine: a demo stack per worker, and a fresh local Slack with the bot for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.demo.ports import PortBlock
from bot.demo.stack import DemoStack
from bot.local.world import WorldOptions, bot_options
from bot.wiring import open_bot
from bot.workspace.limits import Limits
from bot.workspace.server import LocalSlack
from tests.acceptance.conversation import Conversation

OpenConversation = Callable[..., AbstractAsyncContextManager[Conversation]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def running_demo() -> AsyncIterator[DemoStack]:
    async with DemoStack() as demo:
        yield demo


@pytest_asyncio.fixture(loop_scope="session")
async def demo(running_demo: DemoStack) -> AsyncIterator[DemoStack]:
    yield running_demo
    await running_demo.lift_all()


@pytest.fixture
def converse(demo: DemoStack, tmp_path: Path) -> OpenConversation:
    """`async with converse() as conversation:` opens a Slack and a bot; keywords change the bot's options."""

    @asynccontextmanager
    async def opened(
        *, by_http: bool = False, limits: Limits | None = None, **changes: Any
    ) -> AsyncIterator[Conversation]:
        slack = LocalSlack(limits=limits)
        await slack.start()
        ports = PortBlock()
        try:
            options = bot_options(demo, slack, tmp_path, WorldOptions(by_http=by_http), ports.take())
            async with open_bot(replace(options, **{"scheduled": False, **changes})) as bot:
                yield Conversation(slack, bot)
        finally:
            await slack.stop()
            ports.close()

    return opened
