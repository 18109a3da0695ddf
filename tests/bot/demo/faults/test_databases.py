"""Each fault of Postgres, seen with plain clients, and gone once lifted."""

import asyncio

import asyncpg
import httpx
import pytest

from bot.demo.stack import DemoStack
from tests.bot.demo.looking import HEALTHY, Seen, look

pytestmark = pytest.mark.asyncio(loop_scope="session")

NO_DATABASE = Seen(503, 503, 503, 500, 401)


async def _ask(stack: DemoStack, query: str = "select 1") -> None:
    connection = await asyncpg.connect(stack.plan.postgres_dsn)
    try:
        await connection.execute(query)
    finally:
        await connection.close()


@pytest.mark.parametrize(
    ("name", "error", "seen"),
    [
        ("postgres-down", ConnectionRefusedError, NO_DATABASE),
        ("database-read-only", asyncpg.ReadOnlySQLTransactionError, NO_DATABASE),
        ("too-many-connections", asyncpg.TooManyConnectionsError, NO_DATABASE),
        ("database-missing", asyncpg.InvalidCatalogNameError, NO_DATABASE),
        ("postgres-auth", asyncpg.InvalidPasswordError, NO_DATABASE),
        ("migration-pending", asyncpg.UndefinedTableError, Seen(200, 503, 503, 200, 200)),
    ],
)
async def test_it_shows_and_is_lifted(
    name: str, error: type[Exception], seen: Seen, stack: DemoStack, http: httpx.AsyncClient
) -> None:
    await stack.inject(name)
    with pytest.raises(error):
        await _ask(stack, "insert into messages (user_id, thread_id, body) select 1, '', '' where false")
    assert await look(stack, http) == seen
    await stack.lift(name)
    await _ask(stack)
    assert await look(stack, http) == HEALTHY


async def _query_seconds(stack: DemoStack) -> float:
    loop = asyncio.get_running_loop()
    connection = await asyncpg.connect(stack.plan.postgres_dsn)
    start = loop.time()
    await connection.fetchval("select 1")
    took = loop.time() - start
    await connection.close()
    return took


async def test_slow_database(stack: DemoStack) -> None:
    await stack.inject("slow-database")
    assert await _query_seconds(stack) > 0.5
    await stack.lift("slow-database")
    assert await _query_seconds(stack) < 0.5
