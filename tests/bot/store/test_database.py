import asyncio
import sys
import textwrap

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.store.database import durable_url, open_database, parse_database_url
from bot.store.tables import METADATA
from handlers.core.errors import Permanent


async def test_migrations_lead_to_the_tables_as_they_are_declared(engine):
    def differences(connection: sa.Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), METADATA))

    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_opening_a_migrated_database_again_keeps_what_is_in_it(database_url):
    url = parse_database_url(database_url)
    first = await open_database(url)
    async with first.begin() as connection:
        await connection.execute(
            sa.text("INSERT INTO posts (key, run, channel, intended_at) VALUES ('k', 'r', 'C', CURRENT_TIMESTAMP)")
        )
    await first.dispose()
    second = await open_database(url)
    async with second.connect() as connection:
        assert (await connection.execute(sa.text("SELECT count(*) FROM posts"))).scalar_one() == 1
    await second.dispose()


@pytest.mark.parametrize("text", ["mysql://x/y", "not a url", ""])
def test_an_unsupported_database_is_refused_by_name(text):
    with pytest.raises(Permanent, match=r"sqlite|postgresql"):
        parse_database_url(text)


def test_durable_runs_have_a_file_of_their_own_beside_sqlite():
    assert durable_url(parse_database_url("sqlite:////var/medic.db")) == "sqlite:////var/medic-runs.db"


def test_durable_runs_share_the_postgres_database():
    url = durable_url(parse_database_url("postgresql://u:p@h:5/d"))
    assert url == "postgresql+psycopg://u:p@h:5/d"


KILLED = """
    import asyncio, itertools, os, sys
    import sqlalchemy as sa
    from bot.store.database import open_database, parse_database_url

    seen = itertools.count(1)

    @sa.event.listens_for(sa.Engine, "before_cursor_execute")
    def kill(*args):
        if next(seen) == int(sys.argv[2]):
            os._exit(9)

    asyncio.run(open_database(parse_database_url(sys.argv[1])))
"""


@pytest.mark.parametrize("statement", [3, 6, 12])
async def test_a_bot_that_is_killed_while_it_migrates_leaves_a_database_that_the_next_can_open(database_url, statement):
    arguments = (sys.executable, "-c", textwrap.dedent(KILLED), database_url, str(statement))
    killed = await asyncio.create_subprocess_exec(*arguments)
    assert await killed.wait() == 9
    await (await open_database(parse_database_url(database_url))).dispose()


async def test_replicas_that_start_together_migrate_once(database_url):
    url = parse_database_url(database_url)
    if url.get_backend_name() == "sqlite":
        pytest.skip("a SQLite file has one replica")
    engines = await asyncio.gather(*(open_database(url) for _ in range(4)))
    for engine in engines:
        await engine.dispose()
