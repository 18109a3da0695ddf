"""A pause holds until somebody ends it."""

import pytest

from bot.store.pauses import EVERY_CHECK, PauseStore
from handlers.core.ports import SystemClock


async def test_a_check_is_paused_and_resumed_once(engine):
    store = PauseStore(engine, SystemClock())
    assert await store.pause("staging", "diagnose", "U1")
    assert not await store.pause("staging", "diagnose", "U2")
    (pause,) = await PauseStore(engine, SystemClock()).all()
    assert (pause.environment, pause.check, pause.by) == ("staging", "diagnose", "U1")
    assert await store.resume("staging", "diagnose")
    assert not await store.resume("staging", "diagnose")
    assert await store.all() == ()


@pytest.mark.parametrize(
    ("paused", "covered"), [("diagnose", {"diagnose"}), (EVERY_CHECK, {"diagnose", "golden-path"})]
)
async def test_a_pause_covers_one_check_or_all_of_its_environment(engine, paused, covered):
    store = PauseStore(engine, SystemClock())
    await store.pause("staging", paused, "U1")
    (pause,) = await store.all()
    assert {check for check in ("diagnose", "golden-path") if pause.covers("staging", check)} == covered
    assert not pause.covers("production", "diagnose")
