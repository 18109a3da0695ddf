"""A tick makes each of its checks once, or says why not; what it saw is fed to the watch and kept."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.incidents.model import State
from bot.store.leases import LeaseStore
from bot.store.reports import ReportStore
from bot.watch.agenda import CheckKey
from bot.watch.ticks import Tick
from handlers.core.ports import Health, SystemClock
from tests.bot.watch.scheduling import Scene, Target, scene, stack_of, target

KEY = CheckKey("staging", "diagnose")


@pytest.fixture
async def web():
    async with target() as found:
        yield found


@pytest.fixture
async def at_work(web, tmp_path):
    async with scene(stack_of(web.url), f"sqlite:///{tmp_path}/medic.db") as found:
        yield found


async def tick(at_work: Scene, *keys: CheckKey, ago: float = 0.0) -> None:
    payload = Tick(time.time() - ago, keys or (KEY,)).encode()
    await next(iter(at_work.scheduling.bodies.values()))(payload)
    await at_work.scheduling.history.flush()


async def test_what_a_tick_saw_is_known_to_the_watch_and_kept(database_url):
    async with target() as web, scene(stack_of(web.url, ("web", "cache")), database_url) as at_work:
        web.broken = 1
        await tick(at_work)
        state: State = await at_work.watch.state("staging")
        assert sorted(vital.status for vital in state.vitals.values()) == [Health.FAILING, Health.OK]
        kept = await at_work.scheduling.results.page("staging")
        assert {result.service for result in kept} == {"web", "cache"}
        assert all(result.ms and result.ms > 0 for result in kept)
        assert [result.detail for result in kept if result.status is Health.FAILING] == ["answered 500, expected 2xx"]
        assert not (await LeaseStore(at_work.engine, SystemClock()).all())


async def test_a_failing_service_asks_to_be_measured_again(at_work, web):
    web.broken = 1
    await tick(at_work)
    assert at_work.watch.confirms.get_nowait().service == "web"


async def test_what_is_paused_is_not_measured(at_work, web):
    await at_work.scheduling.schedule.pause("staging", "diagnose", "U1")
    await tick(at_work)
    assert web.asked == 0
    assert at_work.skipped("paused") == 1
    await at_work.scheduling.schedule.resume("staging", None)
    await tick(at_work)
    assert web.asked == 1


async def test_a_tick_that_is_resumed_too_late_ends_quietly(at_work, web):
    await tick(at_work, ago=7)
    assert web.asked == 0
    assert at_work.skipped("stale") == 1
    await tick(at_work, ago=3)
    assert web.asked == 1


async def test_a_check_that_is_no_longer_in_the_schedule_is_not_made(at_work, web):
    await tick(at_work, CheckKey("staging", "diagnose", 3), CheckKey("gone", "diagnose"))
    assert web.asked == 0
    assert at_work.skipped("removed") == 1


async def test_a_check_whose_forerunner_is_still_going_is_skipped_and_counted(at_work, web: Target):
    web.gate.clear()
    first = asyncio.create_task(tick(at_work))
    await web.was_asked(1)
    await asyncio.gather(tick(at_work, ago=0.5), tick(at_work, ago=1))
    assert web.asked == 1
    assert at_work.skipped("overlap") == 2
    web.gate.set()
    await first
    await tick(at_work)
    assert web.asked == 2


async def test_a_tick_that_is_cut_off_lets_go_of_its_checks(at_work, web: Target):
    web.gate.clear()
    first = asyncio.create_task(tick(at_work))
    await web.was_asked(1)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    web.gate.set()
    await tick(at_work)
    assert web.asked == 2
    assert at_work.skipped("overlap") == 0


async def test_one_check_that_breaks_off_leaves_the_others_alone(web, tmp_path):
    stack = stack_of(
        web.url,
        schedule=[
            {"check": name, "every": "1m", "jitter": "1s"} for name in ("diagnose", "repair tests", "golden-path")
        ],
    )
    async with scene(stack, f"sqlite:///{tmp_path}/medic.db") as at_work:
        await tick(at_work, KEY, CheckKey("staging", "repair tests", 1), CheckKey("staging", "golden-path", 2))
        assert web.asked == 1
        assert at_work.counted("medic_checks_total", environment="staging", check="diagnose", status="healthy") == 1
        # There is no golden_path section: a stack file that was changed in between looks like this.
        assert at_work.counted("medic_checks_total", environment="staging", check="golden-path", status="gone") == 1


async def test_a_part_measures_its_share_and_no_more(web, tmp_path):
    names = tuple(f"s{number}" for number in range(250))
    async with scene(stack_of(web.url, names), f"sqlite:///{tmp_path}/medic.db") as at_work:
        await tick(at_work, CheckKey("staging", "diagnose", 0, 1, 2))
        kept = await at_work.scheduling.results.page("staging", limit=500)
        assert {result.service for result in kept} == set(names[125:])


async def test_the_diagnosis_that_made_a_failure_certain_is_kept_whole(at_work, web):
    web.broken = 5
    for _ in range(5):
        await tick(at_work)
    (past,) = await ReportStore(at_work.engine, SystemClock()).recent()
    assert (past.capability, past.environment, past.status) == ("diagnose", "staging", "failing")
