"""The clock, in virtual time: each check at each of its instants, one tick for each instant, whatever stands still."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.metrics import Metrics
from bot.watch.agenda import agenda
from bot.watch.clock import TickClock
from bot.watch.ticks import Tick
from handlers.stack.environment import Stack

START = datetime(2025, 3, 5, 12, 0, 0, 500_000, tzinfo=UTC)
pytestmark = pytest.mark.looptime


class Virtual:
    """The loop's time as a clock; `skipped` is what it missed while the process stood still."""

    def __init__(self) -> None:
        self.skipped = timedelta()

    def now(self) -> datetime:
        return START + timedelta(seconds=asyncio.get_running_loop().time()) + self.skipped

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()


@pytest.fixture
def clock(monkeypatch):
    """Virtual time, for APScheduler too."""
    virtual = Virtual()

    class Datetime(datetime):
        @classmethod
        def now(cls, tz=None):
            return virtual.now().astimezone(tz)

    monkeypatch.setattr("apscheduler.schedulers.base.datetime", Datetime)
    return virtual


def stack_of(**schedules: list[dict[str, Any]]) -> Stack:
    environments = {name: {"services": {"web": {}}, "schedule": schedule} for name, schedule in schedules.items()}
    return Stack.model_validate({"version": 1, "environments": environments})


def check(**times: Any) -> dict[str, Any]:
    return {"check": "diagnose", "jitter": "1s", **times}


class Replica:
    """A clock of its own, and the ticks it would start."""

    def __init__(self, clock: Virtual, stack: Stack) -> None:
        self.clock = clock
        self.ticks: list[Tick] = []
        self.late: list[float] = []
        self.metrics = Metrics()
        self.show(stack)

    def show(self, stack: Stack) -> None:
        self.stack = stack
        entries = {entry.key: entry for entry in agenda(stack, self.clock.now())}
        self.entries = lambda: entries

    async def start(self, tick: Tick) -> None:
        self.ticks.append(tick)
        self.late.append(self.clock.now().timestamp() - tick.at)

    async def run(self, seconds: float) -> Replica:
        ticking = TickClock(lambda: self.entries(), self.start, self.clock, self.metrics)
        task = asyncio.create_task(ticking.run())
        await asyncio.sleep(seconds)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return self

    def times(self) -> list[str]:
        return [f"{datetime.fromtimestamp(tick.at, UTC):%H:%M:%S}" for tick in self.ticks]

    def made(self) -> dict[str, str]:
        """Instant -> the environments that were checked then."""
        environments = ["".join(key.environment for key in tick.checks) for tick in self.ticks]
        return dict(zip(self.times(), environments, strict=True))

    def skipped(self, reason: str) -> float:
        found = self.metrics.registry.get_sample_value(
            "medic_checks_skipped_total", {"environment": "a", "check": "diagnose", "reason": reason}
        )
        return found or 0.0


async def test_what_is_due_at_one_instant_is_one_tick(clock):
    stack = stack_of(a=[check(every="1m")], b=[check(every="1m")], c=[check(every="3m"), check(cron="2 * * * *")])
    replica = await Replica(clock, stack).run(240)
    assert replica.made() == {
        "12:00:00": "abc",
        "12:01:00": "ab",
        "12:02:00": "abc",
        "12:03:00": "abc",
        "12:04:00": "ab",
    }


async def test_replicas_tick_the_same_ticks(clock):
    stack = stack_of(**{f"env{n}": [{"check": "diagnose", "every": "1m"}] for n in range(40)})
    first, second = await asyncio.gather(Replica(clock, stack).run(150.2), Replica(clock, stack).run(150.2))
    assert [tick.encode() for tick in first.ticks] == [tick.encode() for tick in second.ticks]
    counts = Counter(key.environment for tick in first.ticks for key in tick.checks)
    assert set(counts.values()) <= {2, 3}
    assert max(first.late[5:]) < 0.01
    assert len({tick.id for tick in first.ticks}) == len(first.ticks)


async def test_hours_of_cron_and_intervals_loses_and_doubles_nothing(clock):
    stack = stack_of(a=[check(every="10m")], b=[check(cron="0 14 * * mon-fri", timezone="Europe/Berlin")])
    replica = await Replica(clock, stack).run(5400)
    counts = Counter(key.environment for tick in replica.ticks for key in tick.checks)
    assert counts == {"a": 10, "b": 1}
    assert replica.made()["13:00:00"] == "ab"


async def test_after_a_standstill_a_check_is_made_once_and_only_if_it_is_not_too_late(clock):
    async def stand_still(after: float, seconds: float) -> None:
        await asyncio.sleep(after)
        clock.skipped += timedelta(seconds=seconds)

    replica = Replica(clock, stack_of(a=[check(every="1m")], b=[check(cron="5 * * * *")]))
    # It is five minutes later all at once: of the six ticks of `a` only the last might do, and that is too late too;
    # the hourly one of 12:05 still counts.
    await asyncio.gather(replica.run(235), stand_still(130, 310))
    assert replica.made() == {"12:00:00": "a", "12:01:00": "a", "12:02:00": "a", "12:05:00": "b", "12:09:00": "a"}
    assert replica.skipped("missed") == 1


async def test_what_a_restart_fell_on_is_still_made(clock):
    stack = stack_of(a=[check(cron="30 11 * * *")], b=[check(cron="30 10 * * *")])
    replica = await Replica(clock, stack).run(10)
    assert replica.made() == {"11:30:00": "a"}


async def test_a_changed_schedule_is_followed(clock):
    replica = Replica(clock, stack_of(a=[check(every="1m")]))

    async def change() -> None:
        await asyncio.sleep(90)
        replica.show(stack_of(a=[check(every="20s")]))

    await asyncio.gather(replica.run(150), change())
    assert replica.times() == ["12:00:00", "12:01:00", "12:01:40", "12:02:00", "12:02:20"]


async def test_a_tick_that_cannot_be_put_on_disk_is_counted_and_the_next_is_tried(clock):
    replica = Replica(clock, stack_of(a=[check(every="1m")]))
    started = replica.start

    async def failing(tick: Tick) -> None:
        await started(tick)
        if len(replica.ticks) == 1:
            raise ConnectionError("the database is away")

    replica.start = failing  # type: ignore[method-assign]  # the database of this test
    await replica.run(61)
    assert len(replica.ticks) == 2
    assert replica.skipped("not-started") == 1


def test_the_id_of_a_tick_is_its_instant():
    stack = stack_of(a=[check(every="1m")])
    (entry,) = agenda(stack, START)
    tick = Tick(1741176000.5, (entry.key,))
    assert tick.id == "tick-2025-03-05T12:00:00.500000Z"
    assert Tick.decode(tick.encode()) == tick
