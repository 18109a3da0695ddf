import asyncio

import pytest

from bot.store.database import open_database, parse_database_url
from bot.store.leases import LeaseStore
from bot.watch.tenure import Tenure
from handlers.core.errors import Temporary
from handlers.core.ports import SystemClock


@pytest.fixture
async def leases(tmp_path):
    engine = await open_database(parse_database_url(f"sqlite:///{tmp_path}/medic.db"))
    yield LeaseStore(engine, SystemClock())
    await engine.dispose()


def tenure(leases, seconds=0.6):
    return Tenure(leases, SystemClock(), "speaker", seconds)


async def stop(task):
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_one_holds_the_lease_and_the_next_takes_over_at_once_when_it_leaves(leases):
    first, second = tenure(leases, 60), tenure(leases, 1.2)
    keeping = asyncio.create_task(first.keep())
    await first.gained()
    waiting = asyncio.create_task(second.keep())
    await asyncio.sleep(0)
    with pytest.raises(Temporary):
        second.check()
    await stop(keeping)
    assert not first.safe
    await asyncio.wait_for(second.gained(), 5)
    second.check()
    assert second.count == 1
    await stop(waiting)


async def test_a_lease_that_cannot_be_renewed_is_no_longer_relied_on_before_it_ends(leases):
    held = tenure(leases)
    keeping = asyncio.create_task(held.keep())
    await held.gained()
    keeping.cancel()  # nobody renews it any more
    await asyncio.gather(keeping, return_exceptions=True)
    with pytest.raises(Temporary, match="another replica"):
        held.check()
