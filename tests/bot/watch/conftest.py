import pytest

from bot.store.database import open_database, parse_database_url


@pytest.fixture
async def engine(tmp_path):
    engine = await open_database(parse_database_url(f"sqlite:///{tmp_path}/medic.db"))
    yield engine
    await engine.dispose()
