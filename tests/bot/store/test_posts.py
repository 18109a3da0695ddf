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
