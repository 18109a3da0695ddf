import asyncio

from bot.store.posts import Intent, PostStore
from handlers.core.ports import SystemClock

INTENT = Intent("run:root", "run", "C1")


async def test_only_the_first_intention_is_fresh(engine):
    store = PostStore(engine, SystemClock())
    claims = await asyncio.gather(*(store.intend(INTENT) for _ in range(20)))
    assert sum(claim.fresh for claim in claims) == 1


async def test_a_done_post_is_remembered_with_its_ts(engine):
    store = PostStore(engine, SystemClock())
    first = await store.intend(INTENT)
    await store.done(INTENT.key, "17.5")
    again = await store.intend(INTENT)
    assert (again.fresh, again.ts) == (False, "17.5")
    assert again.intended_at == first.intended_at


async def test_a_post_is_found_by_where_it_stands_and_by_its_key(engine):
    store = PostStore(engine, SystemClock())
    await store.intend(INTENT)
    assert not await store.is_done(INTENT.key)
    assert await store.run_at("C1", "17.5") == ""
    await store.done(INTENT.key, "17.5")
    assert await store.is_done(INTENT.key)
    assert await store.run_at("C1", "17.5") == "run"
