"""What a check comes to, whatever becomes of it: fed to the watch, kept as history, and never raised."""

from __future__ import annotations

import pytest

from bot.incidents.rules import JOURNEY, TESTS
from bot.store.reports import ReportStore
from handlers.context import Context
from handlers.core.errors import Temporary
from handlers.core.ports import Health, SystemClock
from handlers.core.report import Report, Status
from handlers.core.request import Request
from tests.bot.watch.scheduling import Scene, scene, stack_of, target


@pytest.fixture
async def at_work(tmp_path):
    async with target() as web, scene(stack_of(web.url), f"sqlite:///{tmp_path}/medic.db") as found:
        yield found


def answering(status: Status, headline: str = "so it is"):
    async def handler(request: Request, context: Context) -> Report:
        return Report(request.capability, request.environment, status, headline)

    return handler


async def measured(at_work: Scene, check: str) -> None:
    await at_work.scheduling.checks.measure("staging", check, "a-run")
    await at_work.scheduling.history.flush()


def counted(at_work: Scene, check: str, status: str) -> float:
    return at_work.counted("medic_checks_total", environment="staging", check=check, status=status)


@pytest.mark.parametrize("check", [JOURNEY, TESTS])
@pytest.mark.parametrize(("status", "health"), [(Status.HEALTHY, Health.OK), (Status.FAILING, Health.FAILING)])
async def test_a_check_of_the_whole_is_watched_under_its_own_name(at_work, check, status, health):
    at_work.handlers[check] = answering(status)
    await measured(at_work, check)
    assert (await at_work.watch.state("staging")).vitals[check].status is health
    (kept,) = await at_work.scheduling.results.page("staging", check)
    assert (kept.status, kept.detail) == (health, "so it is")
    assert kept.ms is not None
    assert counted(at_work, check, status.value) == 1


async def test_only_the_golden_path_keeps_its_report(at_work):
    for check in (JOURNEY, TESTS):
        at_work.handlers[check] = answering(Status.HEALTHY)
        await measured(at_work, check)
    await measured(at_work, "diagnose")
    recent = await ReportStore(at_work.engine, SystemClock()).recent()
    assert [(past.run, past.capability) for past in recent] == [("a-run", JOURNEY)]


async def test_a_check_that_could_not_be_made_saw_nothing(at_work):
    async def broken(request: Request, context: Context) -> Report:
        raise Temporary("the forge did not answer")

    at_work.handlers[TESTS] = broken
    await measured(at_work, TESTS)
    assert (await at_work.watch.state("staging")).vitals == {}
    (kept,) = await at_work.scheduling.results.page("staging", TESTS)
    assert (kept.status, kept.detail) == (Health.UNKNOWN, "the forge did not answer")
    assert counted(at_work, TESTS, "broken") == 1


async def test_a_defect_ends_one_check_and_no_more(at_work, caplog):
    async def defect(request: Request, context: Context) -> Report:
        raise ZeroDivisionError

    at_work.handlers["diagnose"] = defect
    await measured(at_work, "diagnose")
    assert counted(at_work, "diagnose", "broken") == 1
    assert "broke off" in caplog.text


async def test_what_stack_yaml_no_longer_has_is_left_out(at_work):
    at_work.stack = at_work.stack.model_copy(update={"environments": {}})
    await measured(at_work, "diagnose")
    assert counted(at_work, "diagnose", "gone") == 1


async def test_nothing_is_drawn_for_nobody(at_work: Scene):
    seen: list[Request] = []
    diagnose = at_work.handlers["diagnose"]

    async def watched(request: Request, context: Context) -> Report:
        seen.append(request)
        report: Report = await diagnose(request, context)
        assert report.files == ()
        return report

    at_work.handlers["diagnose"] = watched
    await measured(at_work, "diagnose")
    assert seen[0].options["picture"] is False
    assert seen[0].requester == "schedule"
    assert counted(at_work, "diagnose", "healthy") == 1
