"""Few at a time, unless they only wait."""

import asyncio

import pytest

from handlers.probes.crowding import Crowding


async def crowd(crowding: Crowding, seconds: list[float]) -> tuple[int, float]:
    """The most that were in at once, and how long all of it took."""
    inside = most = 0

    async def one(takes: float) -> None:
        nonlocal inside, most
        async with crowding.turn():
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(takes)
            inside -= 1

    began = asyncio.get_running_loop().time()
    await asyncio.gather(*map(one, seconds))
    return most, asyncio.get_running_loop().time() - began


@pytest.mark.looptime
@pytest.mark.parametrize(
    ("at_once", "takes", "most", "seconds"),
    [
        (None, 0.1, 20, 0.1),
        (5, 0.1, 5, 0.4),
        (30, 0.1, 20, 0.1),
        (5, 10.0, 20, 11.5),  # those that hang let the others pass after half a second
    ],
)
async def test_so_many_have_their_turn(at_once, takes, most, seconds):
    found, took = await crowd(Crowding(at_once), [takes] * 20)
    assert found == most
    assert took == pytest.approx(seconds)


@pytest.mark.looptime
async def test_one_that_is_cut_off_gives_its_turn_back():
    crowding = Crowding(1)
    task = asyncio.create_task(crowd(crowding, [10.0]))
    await asyncio.sleep(0.1)
    task.cancel()
    most, took = await crowd(crowding, [0.1, 0.1])
    assert most == 1
    assert took == pytest.approx(0.2)
