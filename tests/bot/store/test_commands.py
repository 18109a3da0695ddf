import asyncio

from bot.store.commands import Accepted, CommandStore
from handlers.core.ports import SystemClock


async def test_a_repeated_delivery_is_not_new(engine):
    store = CommandStore(engine, SystemClock())
    assert await store.accept(Accepted("a", "{}"))
    assert not await store.accept(Accepted("a", "{}"))


async def test_a_burst_accepts_each_command_once(engine):
    store = CommandStore(engine, SystemClock())
    new = await asyncio.gather(*(store.accept(Accepted(f"run-{n % 50}", "{}")) for n in range(200)))
    assert sum(new) == 50
    assert len(await store.waiting()) == 50


async def test_a_started_command_no_longer_waits(engine):
    store = CommandStore(engine, SystemClock())
    await store.accept(Accepted("a", "1"))
    await store.accept(Accepted("b", "2"))
    await store.mark_started("a")
    assert await store.waiting() == (Accepted("b", "2"),)


async def test_what_was_accepted_outlives_the_process(engine):
    await CommandStore(engine, SystemClock()).accept(Accepted("a", "payload"))
    assert await CommandStore(engine, SystemClock()).waiting() == (Accepted("a", "payload"),)
