"""Schedules fire when the person who wrote them expects it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.base import BaseTrigger

from bot.triggers import cron_trigger, offset_of, trigger_for
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


BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("expression", "zone", "start", "expected"),
    [
        # The clock is put forward: what is left out comes that much later, and nothing is lost or done twice.
        ("30 2 * * *", BERLIN, "2025-03-29T12:00", "30 01:30, 31 00:30"),
        ("30 2,3 * * *", BERLIN, "2025-03-29T12:00", "30 01:30, 31 00:30, 31 01:30"),
        ("30 2 * * *", BERLIN, "2025-03-28T12:00", "29 01:30, 30 01:30, 31 00:30"),
        ("0,45 2 * * *", BERLIN, "2025-03-29T12:00", "30 01:00, 30 01:45, 31 00:00"),
        ("45 2,3 * * *", BERLIN, "2025-03-29T12:00", "30 01:45, 31 00:45, 31 01:45"),
        ("0 0 * * *", "America/Sao_Paulo", "2018-11-03T12:00", "04 03:00, 05 02:00"),
        ("15 2 * * *", "Australia/Lord_Howe", "2025-10-04T12:00", "04 15:45, 05 15:15"),
        # It is put back: a fixed time comes once, what runs every so often goes on in real time.
        ("30 2 * * *", BERLIN, "2025-10-25T12:00", "26 00:30, 27 01:30"),
        ("15 2-3 * * *", BERLIN, "2025-10-25T12:00", "26 00:15, 26 02:15, 27 01:15"),
        ("30 * * * *", BERLIN, "2025-10-25T23:40", "26 00:30, 26 01:30, 26 02:30"),
        ("*/30 * * * *", BERLIN, "2025-03-30T00:10", "30 00:30, 30 01:00, 30 01:30"),
        ("0 6 13 * fri", BERLIN, "2025-10-09T00:00", "10 04:00, 13 04:00, 17 04:00"),
    ],
)
def test_when_clocks_change_each_night_has_its_job_once(expression: str, zone: str, start: str, expected: str) -> None:
    found = ticks(cron_trigger(expression, zone), expected.count(",") + 1, datetime.fromisoformat(f"{start}+00:00"))
    assert ", ".join(f"{tick.astimezone(UTC):%d %H:%M}" for tick in found) == expected


def test_a_time_that_never_comes_never_comes() -> None:
    assert cron_trigger("0 0 30 2 *").get_next_fire_time(None, NOW) is None


@pytest.mark.parametrize("times", [{"every": "1m"}, {"cron": "0 6 * * *", "jitter": "10m"}])
def test_an_offset_moves_every_tick_and_none_is_lost(times: dict[str, str]) -> None:
    check = Check(check="diagnose", **times)
    plain, moved = ticks(trigger_for(check), 4), ticks(trigger_for(check, 7.0), 4)
    assert [tick + timedelta(seconds=7) for tick in plain][-3:] == moved[-3:]


def test_offsets_are_whole_seconds_within_their_bounds_and_agree_everywhere() -> None:
    minute, cron = Check(check="diagnose", every="1m"), Check(check="diagnose", cron="0 6 * * *")
    offsets = [offset_of(minute, str(number)) for number in range(2000)]
    assert set(offsets) == set(map(float, range(60)))
    assert offset_of(minute, "staging diagnose") == 17.0  # on every machine, in every process
    assert max(map(offsets.count, set(offsets))) < 2 * 2000 / 60
    assert offset_of(cron, "staging diagnose") == 0.0
    assert offset_of(Check(check="diagnose", every="1m", jitter="1s"), "any") == 0.0
    assert {offset_of(Check(check="diagnose", cron="0 6 * * *", jitter="3s"), str(n)) for n in range(50)} == {0, 1, 2}
