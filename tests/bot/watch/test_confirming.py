"""A real fault is certain soon after its first failure; what was a blip is nobody's business."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.background import background
from bot.durable import DurableRuns, DurableSettings
from bot.store.database import durable_url, parse_database_url
from bot.watch.agenda import CheckKey
from handlers.core.ports import Health
from tests.bot.watch.scheduling import Scene, Target, scene, stack_of, target

CHECK = [{"check": "diagnose", "every": "1h", "fail_after": 3, "recover_after": 2}]


@pytest.fixture
async def web():
    async with target() as found:
        yield found


@pytest.fixture
async def at_work(web, tmp_path):
    """Only wishes are granted here: the clock stands still."""
    async with scene(stack_of(web.url, schedule=CHECK), f"sqlite:///{tmp_path}/medic.db") as found:
        runs = DurableRuns(DurableSettings(durable_url(parse_database_url(f"sqlite:///{tmp_path}/medic.db"))))
        work = found.scheduling.work(runs)
        for name in ("clock", "housekeeping"):
            work.pop(name).close()
        async with background(watch=found.watch.run(), **work):
            yield found


async def until(at_work: Scene, condition) -> None:
    seen = -1
    async with asyncio.timeout(20):
        while not condition(await at_work.watch.state("staging")):
            seen = await at_work.watch.changed(seen, 1.0)


async def test_a_fault_is_an_incident_long_before_the_next_tick(at_work: Scene, web: Target):
    web.broken = 100
    began = time.monotonic()
    await at_work.scheduling.checks.make(CheckKey("staging", "diagnose"), "run")
    await until(at_work, lambda state: state.incidents)
    assert time.monotonic() - began < 15
    assert web.asked == 3


async def test_a_blip_is_measured_once_more_and_forgotten(at_work: Scene, web: Target):
    web.broken = 1
    await at_work.scheduling.checks.make(CheckKey("staging", "diagnose"), "run")
    await until(at_work, lambda state: state.vitals["web"].status is Health.OK)
    state = await at_work.watch.state("staging")
    assert not state.incidents
    assert web.asked == 2
    assert at_work.watch.confirms.empty()


async def test_nothing_is_confirmed_while_the_schedule_is_paused(at_work: Scene, web: Target):
    await at_work.scheduling.schedule.pause("staging", None, "U1")
    await at_work.scheduling.confirming.measure("staging", "diagnose", ["web"])
    assert web.asked == 0
    await at_work.scheduling.schedule.resume("staging", None)
    await at_work.scheduling.confirming.measure("staging", "diagnose", ["web"])
    assert web.asked == 1


async def test_symptoms_and_what_they_need_are_measured_together(web: Target, tmp_path):
    stack = stack_of(web.url, ("database", "backend", "other"), {"backend": ["database"]}, schedule=CHECK)
    async with scene(stack, f"sqlite:///{tmp_path}/medic.db") as at_work:
        await at_work.scheduling.confirming.measure("staging", "diagnose", ["backend"])
        await at_work.scheduling.history.flush()
        kept = await at_work.scheduling.results.page("staging")
        assert {result.service for result in kept} == {"database", "backend"}


@pytest.mark.parametrize("left", [(), ("other",)])
async def test_an_incident_ends_when_its_service_or_environment_leaves_the_stack_file(
    at_work: Scene, web: Target, left
):
    web.broken = 1000
    await at_work.scheduling.checks.make(CheckKey("staging", "diagnose"), "run")
    await until(at_work, lambda state: state.incidents)
    environments = stack_of(web.url, left, schedule=CHECK).environments if left else {}
    at_work.stack = at_work.stack.model_copy(update={"environments": environments})
    await until(at_work, lambda state: all(not incident.is_open for incident in state.incidents.values()))
