import pytest

from bot.store.database import open_database, parse_database_url


@pytest.fixture
async def engine(database_url):
    engine = await open_database(parse_database_url(database_url))
    yield engine
    await engine.dispose()
