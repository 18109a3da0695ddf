import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.store.leases import LeaseStore


class Turned:
    """A clock that is turned by hand."""

    def __init__(self):
        self.at = datetime(2026, 1, 1, tzinfo=UTC)

    def now(self):
        return self.at

    def monotonic(self):
        return self.at.timestamp()


@pytest.fixture
def clock():
    return Turned()


async def test_only_one_of_many_takes_a_lease(engine, clock):
    store = LeaseStore(engine, clock)
    taken = await asyncio.gather(*(store.take("speaker", f"replica-{n}", 30) for n in range(8)))
    assert sum(taken) == 1


async def test_the_holder_renews_and_keeps_the_time_it_was_taken(engine, clock):
    store = LeaseStore(engine, clock)
    begun = clock.at
    await store.take("speaker", "a", 30)
    clock.at += timedelta(seconds=20)
    assert await store.take("speaker", "a", 30)
    (lease,) = await store.all()
    assert (lease.taken_at, lease.until) == (begun, begun + timedelta(seconds=50))


async def test_another_gets_it_once_it_has_run_out(engine, clock):
    store = LeaseStore(engine, clock)
    await store.take("speaker", "a", 30)
    clock.at += timedelta(seconds=29)
    assert not await store.take("speaker", "b", 30)
    clock.at += timedelta(seconds=2)
    assert await store.take("speaker", "b", 30)
    assert not await store.take("speaker", "a", 30)
    (lease,) = await store.all()
    assert (lease.holder, lease.taken_at) == ("b", clock.at)


async def test_only_the_holder_can_let_go_of_it(engine, clock):
    store = LeaseStore(engine, clock)
    await store.take("speaker", "a", 30)
    await store.release("speaker", "b")
    assert not await store.take("speaker", "b", 30)
    await store.release("speaker", "a")
    assert await store.take("speaker", "b", 30)
