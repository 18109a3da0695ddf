"""One demo stack per test worker, whole again before and after each test that uses it."""

from collections.abc import AsyncIterator

import httpx
import pytest_asyncio

from bot.demo.stack import DemoStack


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def running_stack() -> AsyncIterator[DemoStack]:
    async with DemoStack() as stack:
        yield stack


@pytest_asyncio.fixture(loop_scope="session")
async def stack(running_stack: DemoStack) -> AsyncIterator[DemoStack]:
    yield running_stack
    await running_stack.lift_all()


@pytest_asyncio.fixture(loop_scope="session")
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False, verify=False, timeout=10) as client:  # noqa: S501 - plain http, starts fast
        yield client
