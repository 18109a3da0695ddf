import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from dbos import DBOS

from bot.durable import COMMAND, DurableRuns, DurableSettings
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

    await runs.open({COMMAND: body})
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

    await runs.open({COMMAND: stuck})
    await runs.start("a", "payload")
    await cut.wait()
    assert await runs.drain(0) == 1
    await runs.close()

    async def goes_on(payload: str) -> None:
        steps.append(f"after {await runs.step('before', done_before)}")

    runs = DurableRuns(settings)
    await runs.open({COMMAND: goes_on})
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

    await runs.open({COMMAND: body})
    await runs.start("a", "one")
    go.set()
    await runs.wait("a")
    assert await runs.drain(10) == 0
    await runs.close()
    assert ended == ["one"]


async def test_a_run_of_another_kind_does_what_its_kind_does_and_keeps_nobody_waiting(settings):
    seen: list[str] = []
    going, runs = asyncio.Event(), DurableRuns(settings)

    async def command(payload: str) -> None:
        seen.append(f"command {payload}")

    async def tick(payload: str) -> None:
        seen.append(f"tick {payload}")
        going.set()
        await asyncio.Event().wait()

    await runs.open({COMMAND: command, "tick": tick})
    await runs.start("a", "one")
    await runs.start("b", "two", kind="tick")
    await asyncio.gather(runs.wait("a"), going.wait())
    assert await runs.unfinished() == 0
    assert await runs.drain(10) == 0
    await runs.close()
    assert sorted(seen) == ["command one", "tick two"]


async def test_ended_runs_of_one_kind_are_forgotten_and_the_others_stay(settings):
    runs, later = DurableRuns(settings), datetime.now(UTC) + timedelta(hours=1)
    going = asyncio.Event()

    async def body(payload: str) -> None:
        await runs.step("step", lambda: asyncio.sleep(0))
        if payload == "stuck":
            going.set()
            await asyncio.Event().wait()

    await runs.open({COMMAND: body, "tick": body})
    for number in range(3):
        await runs.start(f"tick-{number}", "", kind="tick")
        await runs.wait(f"tick-{number}")
    await runs.start("a", "")
    await runs.start("stuck", "stuck", kind="tick")
    await asyncio.gather(runs.wait("a"), going.wait())
    assert await runs.forget("tick", later - timedelta(hours=2)) == 0
    assert await runs.forget("tick", later) == 3
    assert await runs.forget("tick", later) == 0
    await runs.wait("a")
    await runs.close()


async def test_the_runs_of_a_replica_that_is_gone_go_on_in_another(settings):
    begun, done = asyncio.Event(), asyncio.Event()

    async def hang(_: str) -> None:
        begun.set()
        await asyncio.Event().wait()

    async def finish(_: str) -> None:
        done.set()

    first = DurableRuns(replace(settings, executor="a"))
    await first.open({COMMAND: hang})
    await first.start("run-1", "payload")
    await begun.wait()
    await first.close()
    second = DurableRuns(replace(settings, executor="b"))
    await second.open({COMMAND: finish})
    assert await second.take_over("nobody") == 0
    assert await second.take_over("a") == 1
    await asyncio.wait_for(done.wait(), 20)
    await second.wait_all()
    assert await second.take_over("a") == 0
    await second.close()


async def test_a_run_that_is_started_from_within_another_is_its_own(settings):
    runs, done = DurableRuns(settings), asyncio.Event()

    async def first(_: str) -> None:
        await runs.start("second", "payload")

    async def second(_: str) -> None:
        done.set()

    await runs.open({COMMAND: second, "first": first})
    await runs.start("first", "payload", "first")
    await asyncio.wait_for(done.wait(), 20)
    await runs.wait_all()
    assert await DBOS.list_workflows_async(has_parent=True) == []  # a child's start fails once its parent has ended
    await runs.close()
