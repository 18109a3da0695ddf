"""What is due when: every check at its own times, large environments in parts, lateness within bounds."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from bot.watch.agenda import PART, CheckKey, agenda
from handlers.stack.environment import Stack

NOW = datetime(2025, 3, 5, 12, 0, 30, tzinfo=UTC)


def stack_of(count: int, *schedule: dict[str, Any], environments: int = 1) -> Stack:
    environment = {"services": {f"s{number}": {} for number in range(count)}, "schedule": schedule}
    return Stack.model_validate({"version": 1, "environments": {f"env{n}": environment for n in range(environments)}})


def test_each_entry_of_a_schedule_is_a_check_of_its_own():
    stack = stack_of(3, {"check": "diagnose", "every": "1m"}, {"check": "diagnose", "cron": "0 6 * * *"})
    assert [entry.key for entry in agenda(stack, NOW)] == [
        CheckKey("env0", "diagnose", 0),
        CheckKey("env0", "diagnose", 1),
    ]


def test_checks_of_the_same_interval_are_spread_over_it():
    stack = stack_of(1, {"check": "diagnose", "every": "1m"}, environments=300)
    entries = agenda(stack, NOW)
    firsts = [entry.next(NOW)[0] for entry in entries]
    assert all(NOW <= first < NOW + timedelta(minutes=1) for first in firsts)
    assert len(set(firsts)) > 50
    assert firsts == [entry.next(NOW)[0] for entry in agenda(stack, NOW)]


@pytest.mark.parametrize(("count", "parts"), [(0, 1), (1, 1), (PART, 1), (PART + 1, 2), (10_000, 50)])
def test_a_large_environment_is_measured_in_parts_that_follow_each_other(count, parts):
    stack = stack_of(count, {"check": "diagnose", "every": "1m"})
    entries = agenda(stack, NOW)
    assert len(entries) == parts
    environment = stack.environments["env0"]
    found = [name for entry in entries for name in entry.key.services(environment) or environment.services]
    assert found == list(environment.services)
    ticks = sorted(entry.next(NOW)[0] for entry in entries)
    assert all(second - first == pytest.approx(60 / parts, abs=0.2) for first, second in pairwise(seconds(ticks)))


def seconds(moments: list[datetime]) -> list[float]:
    return [moment.timestamp() for moment in moments]


def test_checks_of_the_whole_are_not_cut():
    assert len(agenda(stack_of(1000, {"check": "golden-path", "every": "5m"}), NOW)) == 1


@pytest.mark.parametrize(
    ("times", "grace"),
    [
        ({"every": "1m"}, 6),
        ({"every": "10s"}, 5),
        ({"every": "2s"}, 2),
        ({"every": "1h"}, 360),
        ({"every": "7d"}, 3600),
        ({"cron": "0 6 * * *"}, 3600),
        ({"cron": "*/10 * * * *"}, 60),
        ({"cron": "0 0 29 2 *"}, 3600),
    ],
)
def test_how_late_a_check_may_be_goes_with_how_often_it_comes(times, grace):
    (entry,) = agenda(stack_of(1, {"check": "diagnose", **times}), NOW)
    assert entry.grace == grace


def test_the_next_times_begin_at_the_present():
    (entry,) = agenda(stack_of(1, {"check": "diagnose", "every": "1m", "jitter": "1s"}), NOW)
    at = datetime(2025, 3, 5, 12, 0, tzinfo=UTC)
    assert entry.next(at, 2) == (at, at + timedelta(minutes=1))
