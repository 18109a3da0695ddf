import asyncio

import pytest

from bot.slack.progress import MessageProgress
from handlers.core.errors import Temporary
from handlers.core.ports import Health, Tick


@pytest.mark.looptime
async def test_a_burst_of_ticks_is_one_edit_and_the_last_state_is_always_shown():
    shown = []

    async def show(message):
        shown.append(message.text)

    async with MessageProgress(show, interval=1.0) as progress:
        await progress.begin("Probing", 100)
        for number in range(100):
            await progress.tick(Tick(f"p{number}", Health.OK, "fine", 0.001))
        await asyncio.sleep(5)
    assert shown[0] == "Probing: 0 of 100"
    assert shown[-1] == "Probing: 100 of 100"
    assert len(shown) == 3


@pytest.mark.looptime
async def test_an_edit_that_fails_does_not_stop_the_work():
    shown = []

    async def show(message):
        shown.append(message.text)
        if len(shown) == 2:
            raise Temporary("slow down")

    async with MessageProgress(show, interval=1.0) as progress:
        await progress.begin("Probing", 2)
        await progress.tick(Tick("a", Health.OK, "fine", 0.001))
        await asyncio.sleep(3)
        await progress.tick(Tick("b", Health.FAILING, "refused", 0.001))
    assert shown[-1] == "Probing: 2 of 2"


@pytest.mark.looptime
async def test_many_ticks_list_only_what_is_not_well():
    shown = []

    async def show(message):
        shown.append(message)

    async with MessageProgress(show) as progress:
        await progress.begin("Probing", 500)
        for number in range(500):
            health = Health.FAILING if number == 250 else Health.OK
            await progress.tick(Tick(f"p{number}", health, "x", 0.001))
    text = str(shown[-1].blocks)
    assert "p250" in text
    assert "p251" not in text
    assert "499 more are not listed" in text


@pytest.mark.looptime
async def test_each_part_of_a_run_is_counted_by_itself_and_parts_side_by_side_together():
    shown = []

    async def show(message):
        shown.append(message.text)

    async with MessageProgress(show, interval=1.0) as progress:
        await progress.begin("scan", 1)
        await progress.tick(Tick("scan", Health.OK, "x", 0.001))
        await progress.begin("repair", 2)
        await progress.begin("more", 1)
        await progress.tick(Tick("a", Health.OK, "x", 0.001))
        await asyncio.sleep(2)
    assert shown[-1] == "more: 1 of 3"
