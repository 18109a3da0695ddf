import asyncio

import pytest

from bot.durable import DurableRuns, DurableSettings
from bot.store.database import durable_url, parse_database_url


@pytest.fixture
def settings(database_url, tmp_path):
    (tmp_path / "state").mkdir()
    return DurableSettings(durable_url(parse_database_url(database_url)))


async def test_a_run_is_done_once_however_often_it_is_started(settings):
    seen: list[str] = []
    runs = DurableRuns(settings)

    async def body(payload: str) -> None:
        seen.append(payload)

    await runs.open(body)
    await runs.start("a", "one")
    await runs.start("a", "one")
    await runs.wait("a")
    await runs.close()
    assert seen == ["one"]


async def test_a_run_that_was_cut_off_goes_on_and_repeats_no_finished_step(settings):
    steps: list[str] = []
    cut = asyncio.Event()
    runs = DurableRuns(settings)

    async def done_before() -> str:
        steps.append("before")
        return "result"

    async def stuck(payload: str) -> None:
        assert await runs.step("before", done_before) == "result"
        cut.set()
        await asyncio.Event().wait()

    await runs.open(stuck)
    await runs.start("a", "payload")
    await cut.wait()
    assert await runs.drain(0) == 1
    await runs.close()

    async def goes_on(payload: str) -> None:
        steps.append(f"after {await runs.step('before', done_before)}")

    runs = DurableRuns(settings)
    await runs.open(goes_on)
    await runs.wait("a")
    await runs.close()
    assert steps == ["before", "after result"]


async def test_draining_waits_for_running_runs(settings):
    ended: list[str] = []
    go = asyncio.Event()
    runs = DurableRuns(settings)

    async def body(payload: str) -> None:
        await go.wait()
        ended.append(payload)

    await runs.open(body)
    await runs.start("a", "one")
    go.set()
    await runs.wait("a")
    assert await runs.drain(10) == 0
    await runs.close()
    assert ended == ["one"]
