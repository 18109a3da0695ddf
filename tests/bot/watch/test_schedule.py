"""What people see and do of the schedule."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.store.pauses import PauseStore
from bot.watch.schedule import Schedule
from handlers.core.errors import Usage
from handlers.stack.environment import Stack

NOW = datetime(2025, 3, 5, 12, 0, 30, tzinfo=UTC)
SCHEDULE = [
    {"check": "diagnose", "every": "1m", "jitter": "1s"},
    {"check": "diagnose", "cron": "45 12 * * *"},
    {"check": "golden-path", "every": "15m", "jitter": "1s"},
    {"check": "repair tests", "cron": "0 6 * * mon-fri"},
]


class Still:
    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return 0.0


def stack() -> Stack:
    environment = {"services": {"web": {}}, "schedule": SCHEDULE}
    return Stack.model_validate({"version": 1, "environments": {"staging": environment, "bare": {"services": {}}}})


@pytest.fixture
def schedule(engine):
    present = stack()
    return Schedule(lambda: present, PauseStore(engine, Still()), Still())


async def test_the_next_tick_of_each_check_is_told_soonest_first(schedule):
    found = await schedule.next_ticks("staging")
    assert [(one.check, one.at - NOW) for one in found] == [
        ("diagnose", timedelta(seconds=30)),
        ("golden-path", timedelta(minutes=14, seconds=30)),
        ("repair tests", timedelta(hours=17, minutes=59, seconds=30)),
    ]
    assert await schedule.next_ticks("bare") == ()


async def test_what_is_paused_says_so_and_by_whom(schedule):
    assert await schedule.pause("staging", "diagnose", "U1")
    assert not await schedule.pause("staging", "diagnose", "U2")
    last = (await schedule.next_ticks("staging"))[-1]
    assert (last.check, last.paused.by, last.paused.at) == ("diagnose", "U1", NOW)
    assert await schedule.resume("staging", "diagnose")
    assert not any(one.paused for one in await schedule.next_ticks("staging"))


async def test_resuming_all_ends_every_pause_of_the_environment(schedule):
    await schedule.pause("staging", "diagnose", "U1")
    await schedule.pause("staging", None, "U1")
    assert all(one.paused for one in await schedule.next_ticks("staging"))
    assert await schedule.resume("staging", None)
    assert await schedule.paused() == ()
    assert not await schedule.resume("staging", None)


@pytest.mark.parametrize(
    ("environment", "check", "words"),
    [
        ("stagin", None, "did you mean `staging`"),
        ("staging", "diagnos", "did you mean `diagnose`"),
        ("bare", None, "has no schedule"),
    ],
)
async def test_what_is_not_there_cannot_be_paused(schedule, environment, check, words):
    with pytest.raises(Usage, match=words):
        await schedule.pause(environment, check, "U1")
