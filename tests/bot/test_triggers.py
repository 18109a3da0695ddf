"""Schedules fire when the person who wrote them expects it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.base import BaseTrigger

from bot.triggers import cron_trigger, trigger_for
from handlers.stack.watch import Check

NOW = datetime(2025, 3, 5, 12, 0, 30, tzinfo=UTC)  # a Wednesday


def ticks(trigger: BaseTrigger, count: int = 3, now: datetime = NOW) -> list[datetime]:
    found: list[datetime] = []
    while len(found) < count:
        found.append(trigger.get_next_fire_time(found[-1] if found else None, found[-1] if found else now))
    return found


@pytest.mark.parametrize(
    ("weekdays", "days"),
    [
        ("mon-fri", "Thu Fri Mon Tue Wed"),
        ("1-5", "Thu Fri Mon Tue Wed"),
        ("0", "Sun Sun Sun Sun Sun"),
        ("7", "Sun Sun Sun Sun Sun"),
        ("sat,0", "Sat Sun Sat Sun Sat"),
        ("FRI-MON", "Fri Sat Sun Mon Fri"),
        ("1-5/2", "Fri Mon Wed Fri Mon"),
        ("*/2", "Thu Sat Sun Tue Thu"),
        ("5/1", "Fri Sat Fri Sat Fri"),
        ("*", "Thu Fri Sat Sun Mon"),
    ],
)
def test_weekdays_are_those_of_cron(weekdays: str, days: str) -> None:
    found = ticks(cron_trigger(f"0 6 * * {weekdays}"), 5)
    assert " ".join(f"{tick:%a}" for tick in found) == days


def test_day_and_weekday_together_mean_either() -> None:
    found = ticks(cron_trigger("0 6 7 * sun"), 4)
    assert [f"{tick:%a %d}" for tick in found] == ["Fri 07", "Sun 09", "Sun 16", "Sun 23"]


def test_a_time_zone_and_its_summer_are_kept() -> None:
    found = ticks(cron_trigger("0 6 30 3 *", "Europe/Berlin"), 1)[0]
    assert found == datetime(2025, 3, 30, 6, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    assert found.astimezone(UTC).hour == 4


@pytest.mark.parametrize(
    "expression",
    [
        *("", "* * * *", "* * * * * *", "60 * * * *", "* * * * 8", "* * * * mond", "*/0 * * * *", "* * * * 1-"),
        *("a * * * *", "* * * * " + "1," * 300, "5-1 * * * *", "* * * jan-foo *", "-1 * * * *"),
    ],
)
def test_what_is_no_cron_expression_is_refused(expression: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        cron_trigger(expression)


def test_intervals_tick_at_the_same_instants_whenever_they_are_asked() -> None:
    check = Check(check="diagnose", every="1m")
    first, later = ticks(trigger_for(check)), ticks(trigger_for(check), now=NOW + timedelta(seconds=20))
    assert first == later
    assert first[0] == datetime(2025, 3, 5, 12, 1, tzinfo=UTC)
    assert {second - one for one, second in pairwise(first)} == {timedelta(minutes=1)}


def test_a_check_with_a_cron_expression_uses_its_time_zone() -> None:
    check = Check(check="diagnose", cron="0 6 * * *", timezone="Asia/Tokyo")
    assert ticks(trigger_for(check), 1)[0].astimezone(UTC).hour == 21
