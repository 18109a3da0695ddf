"""A folder with a stack file and the bot's records, and `medic` run in it."""

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner

from bot.cli.app import app
from bot.store.database import open_database, parse_database_url

STACK = """
version: 1
environments:
  staging:
    services:
      postgres: {}
      backend: {depends_on: [postgres]}
    schedule: [{check: diagnose, every: 1m, fail_after: 2, recover_after: 1}]
"""


@pytest.fixture
def records(tmp_path, monkeypatch):
    """`records(work)` runs `work(engine)` on the database that `medic` reads in this test."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "stack.yaml").write_text(STACK)
    url = f"sqlite:///{tmp_path / 'medic.db'}"
    monkeypatch.setenv("MEDIC_DATABASE_URL", url)

    async def run(work):
        engine: AsyncEngine = await open_database(parse_database_url(url))
        try:
            return await work(engine)
        finally:
            await engine.dispose()

    return lambda work: asyncio.run(run(work))


@pytest.fixture
def typed(records):
    """`medic` with these words, where `records` are."""
    return lambda *words, stdin=None: CliRunner().invoke(app, words, input=stdin)
