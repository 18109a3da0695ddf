from dataclasses import replace

from bot.store.fallbacks import TOLD, TRIED, WAITS, FallbackStore, Letter
from handlers.core.ports import SystemClock

BEGAN = Letter("staging-1.1", "json-1", "staging-1", "failure", "title", "body", ends=False)
ENDED = replace(BEGAN, key="staging-1.2", tone="success", ends=True)


async def test_a_letter_is_there_once_and_the_oldest_is_next(engine):
    store = FallbackStore(engine, SystemClock())
    await store.keep([BEGAN, replace(BEGAN, sink="json-2")])
    await store.keep([replace(BEGAN, body="again"), ENDED])
    assert await store.of_incident("staging-1") == (BEGAN, replace(BEGAN, sink="json-2"), ENDED)
    assert await store.next("json-1") == BEGAN
    assert await store.next("json-3") is None
    assert await store.keys(["staging-1", "staging-2"]) == {"staging-1.1", "staging-1.2"}


async def test_a_letter_that_was_not_taken_keeps_its_place_until_it_is_due(engine):
    store = FallbackStore(engine, SystemClock())
    await store.keep([BEGAN, ENDED])
    await store.mark(BEGAN, TRIED)
    assert await store.next("json-1") == replace(BEGAN, state=TRIED, attempts=1)
    await store.mark(BEGAN, WAITS, 60.0)
    assert await store.next("json-1") is None
    await store.mark(BEGAN, TOLD)
    assert await store.next("json-1") == ENDED
