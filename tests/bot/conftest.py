"""Databases for the bot: a SQLite file or a fresh database of a real PostgreSQL, whichever a test asks for."""

import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from tests.handlers.probes.servers import Cluster


@pytest.fixture(scope="session")
def bot_postgres() -> Iterator[str]:
    """The address of a running PostgreSQL, without a database's name."""
    with Cluster.temporary() as cluster, cluster.running(connections=60) as port:
        yield f"postgresql://postgres@127.0.0.1:{port}"


@pytest.fixture(params=["sqlite", "postgres"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/state/medic.db"
        return
    server = request.getfixturevalue(
        "bot_postgres"
    )  # blocking: the kernel ties the server to the thread that starts it
    name = f"medic_{uuid.uuid4().hex[:12]}"
    admin = await asyncpg.connect(f"{server}/postgres")
    await admin.execute(f"CREATE DATABASE {name}")
    yield f"{server}/{name}"
    await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await admin.close()
