"""Each fault of the databases, seen with plain clients, and gone once lifted."""

import asyncio

import asyncpg
import httpx
import pytest
import redis.asyncio as redis

from bot.demo.stack import DemoStack
from tests.bot.demo.looking import HEALTHY, Seen, look

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_postgres_down(stack: DemoStack, http: httpx.AsyncClient) -> None:
    await stack.inject("postgres-down")
    with pytest.raises(ConnectionRefusedError):
        await asyncpg.connect(stack.plan.postgres_dsn)
    assert await look(stack, http) == Seen(503, 503, 503, 500, 401)
    await stack.lift("postgres-down")
    assert await look(stack, http) == HEALTHY


async def test_redis_down(stack: DemoStack, http: httpx.AsyncClient) -> None:
    await stack.inject("redis-down")
    async with redis.from_url(stack.plan.redis_url, retry=None) as client:
        with pytest.raises(redis.ConnectionError):
            await client.ping()
        assert await look(stack, http) == Seen(503, 503, 503, 500, 401)
        await stack.lift("redis-down")
        assert await client.ping()
    assert await look(stack, http) == HEALTHY


async def _query_seconds(stack: DemoStack) -> float:
    loop = asyncio.get_running_loop()
    connection = await asyncpg.connect(stack.plan.postgres_dsn)
    start = loop.time()
    await connection.fetchval("select 1")
    took = loop.time() - start
    await connection.close()
    return took


async def test_slow_database(stack: DemoStack, http: httpx.AsyncClient) -> None:
    await stack.inject("slow-database")
    assert await _query_seconds(stack) > 0.5
    await stack.lift("slow-database")
    assert await _query_seconds(stack) < 0.5
    assert await look(stack, http) == HEALTHY
