"""Each fault of Valkey, seen with a plain client, and gone once lifted."""

import httpx
import pytest
import redis.asyncio as redis

from bot.demo.stack import DemoStack
from tests.bot.demo.looking import HEALTHY, Seen, look

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    ("name", "error", "words"),
    [
        ("redis-down", redis.ConnectionError, "refused|Connect call failed"),
        ("redis-out-of-memory", redis.OutOfMemoryError, "maxmemory"),
        ("redis-read-only", redis.ReadOnlyError, "read only replica"),
        ("redis-cannot-persist", redis.ResponseError, "MISCONF"),
        ("redis-auth", redis.AuthenticationError, "invalid username-password"),
    ],
)
async def test_it_shows_and_is_lifted(
    name: str, error: type[Exception], words: str, stack: DemoStack, http: httpx.AsyncClient
) -> None:
    await stack.inject(name)
    async with redis.from_url(stack.plan.redis_url, retry=None) as client:
        with pytest.raises(error, match=words):
            await client.set("a", "b")
        assert await look(stack, http) == Seen(503, 503, 503, 500, 401)
        await stack.lift(name)
        assert await client.set("a", "b")
    assert await look(stack, http) == HEALTHY


async def test_the_promoted_server_is_gone_after_the_failover(stack: DemoStack) -> None:
    await stack.inject("redis-read-only")
    await stack.lift("redis-read-only")
    assert "redis-promoted" not in [process.spec.name for process in stack.supervisor]
