"""Results reach the disk in batches; none is lost because the database was away, or because the bot ends."""

from __future__ import annotations

import asyncio

import pytest

from bot.background import background
from bot.store.results import Kept, ResultStore
from bot.watch.history import History
from handlers.core.ports import Health


def results(count: int) -> list[Kept]:
    return [Kept("staging", f"s{number}", 1_700_000_000.0, Health.OK) for number in range(count)]


async def test_what_was_noted_is_on_disk_when_the_bot_has_ended(engine):
    store = ResultStore(engine)
    history = History(store)
    async with background(history=history.run()):
        await asyncio.sleep(0)
        history.note(results(3))
        assert await store.page("staging") == ()
    assert len(await store.page("staging")) == 3


async def test_results_wait_while_the_database_is_away(engine, monkeypatch):
    store, is_away = ResultStore(engine), True
    keep = store.keep

    async def flaky(batch) -> None:
        if is_away:
            raise ConnectionError("the database is away")
        await keep(batch)

    monkeypatch.setattr(store, "keep", flaky)
    history = History(store)
    for batch in (results(2), results(4)[2:]):
        history.note(batch)
        await history.flush()
    is_away = False
    await history.flush()
    assert len(await store.page("staging")) == 4


@pytest.mark.looptime
async def test_a_batch_is_written_each_second():
    written: list[int] = []

    class Memory:
        async def keep(self, batch) -> None:
            written.append(len(list(batch)))

    history = History(Memory())  # type: ignore[arg-type]  # a store that needs no disk, for time is virtual here
    async with background(history=history.run()):
        for _ in range(4):
            history.note(results(2))
            await asyncio.sleep(0.6)
    assert written == [4, 4]
