"""From a scheduled check to the trigger that fires it: the one place that knows how a schedule is spelled."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from typing_extensions import override

from handlers.stack.watch import Check

_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_WEEKDAYS = re.compile(r"(?P<first>\*|\d|[a-z]{3})(?:-(?P<last>\d|[a-z]{3}))?(?:/(?P<step>[1-7]))?")
_BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
_LONGEST = 200  # characters; the longest sensible list of minutes is shorter
_USUAL_JITTER = 60.0  # seconds
_SHIFT = timedelta(hours=2)  # no clock was ever put forward or back by more in one night


def trigger_for(check: Check, offset: float = 0.0) -> BaseTrigger:
    """The trigger of `check`: its interval, or its cron expression in its time zone, `offset` seconds later.

    Intervals are counted from one fixed instant, so that every replica, and every start, has the same ticks.
    """
    later = timedelta(seconds=offset)
    if check.every is not None:
        return IntervalTrigger(seconds=check.every, start_date=_BEGINNING + later, timezone=UTC)
    trigger = cron_trigger(check.cron or "", check.timezone)
    return Later(trigger, later) if offset else trigger


def offset_of(check: Check, identity: str) -> float:
    """By how many seconds this check is moved: always the same for the same `identity`, so that replicas agree.

    It is a whole number below `jitter`, so that checks still meet in one tick. Without `jitter`, an interval is moved
    within itself, at most by a minute: nobody expects it at a certain second, and many that began together would be
    late. Cron is not moved: who writes six o'clock means it.
    """
    usual = min(check.every, _USUAL_JITTER) if check.every is not None else 0.0
    room = int(check.jitter if check.jitter is not None else usual)
    return float(int.from_bytes(hashlib.sha256(identity.encode()).digest()[:8]) % room) if room else 0.0


def cron_trigger(expression: str, timezone: str = "UTC") -> BaseTrigger:
    """The trigger of a five-field cron expression, as crontab(5) reads it. Raises ValueError with what is wrong.

    APScheduler by itself differs three times: it counts weekdays from Monday instead of Sunday, it wants day *and*
    weekday to match where cron, with both given, is content with one, and when the clocks change it leaves out what
    falls into the gap and does twice what falls into the hour that comes twice, even for a fixed hour.
    """
    fields = expression.split()
    if len(fields) != 5 or len(expression) > _LONGEST:
        raise ValueError(f"it has {len(fields)} fields instead of 5 (minute hour day month weekday)")
    minute, hour, day, month, weekday = fields
    weekdays = ",".join(_DAYS[number] for number in sorted(set(_weekdays(weekday.lower()))))
    zone, is_fixed = ZoneInfo(timezone), not hour.startswith("*")
    common = {"minute": minute, "hour": hour, "month": month, "timezone": UTC if is_fixed else zone}
    if day.startswith("*") or weekday.startswith("*"):
        found: BaseTrigger = CronTrigger(day=day, day_of_week=weekdays, **common)
    else:
        found = OrTrigger([CronTrigger(day=day, **common), CronTrigger(day_of_week=weekdays, **common)])
    return WallClock(found, zone) if is_fixed else found


class Later(BaseTrigger):  # type: ignore[misc]  # APScheduler is untyped
    """Another trigger's times, each the same time later."""

    def __init__(self, trigger: BaseTrigger, later: timedelta) -> None:
        self._trigger = trigger
        self._later = later

    @override
    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        before = previous_fire_time - self._later if previous_fire_time else None
        found = self._trigger.get_next_fire_time(before, now - self._later)
        return found + self._later if found else None


class WallClock(BaseTrigger):  # type: ignore[misc]  # APScheduler is untyped
    """Times that a clock on the wall of `zone` shows, each once a day, whatever is done to that clock.

    `trigger` yields them as if they were UTC. A time that is left out when the clock is put forward comes as much later
    as it was put forward; a time that comes twice when it is put back is the first of the two: as crond does, so that
    the job of the night runs each night, and once.
    """

    def __init__(self, trigger: BaseTrigger, zone: ZoneInfo) -> None:
        self._trigger = trigger
        self._zone = zone

    @override
    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        after = previous_fire_time + timedelta(microseconds=1) if previous_fire_time else now
        best: datetime | None = None
        last: datetime | None = None
        for wall in self._walls(after.astimezone(self._zone).replace(tzinfo=UTC) - _SHIFT):
            if last is not None and wall > last:  # what was shifted may come after what was written after it
                break
            instant = wall.replace(tzinfo=self._zone, fold=0).astimezone(UTC)
            if instant >= after.astimezone(UTC):
                best = min(best, instant) if best else instant
                last = last or wall + _SHIFT
        return best.astimezone(self._zone) if best else None

    def _walls(self, start: datetime) -> Iterator[datetime]:
        wall = self._trigger.get_next_fire_time(None, start)
        while wall is not None:
            yield wall
            wall = self._trigger.get_next_fire_time(None, wall + timedelta(microseconds=1))


def _weekdays(field: str) -> Iterator[int]:
    for part in field.split(","):
        match = _WEEKDAYS.fullmatch(part)
        if not match:
            raise ValueError(f"{part[:20]!r} is not a weekday (0-7 or sun-sat)")
        step = int(match["step"] or 1)
        if match["first"] == "*":
            yield from range(0, 7, step)
            continue
        first = _day(match["first"])
        last = _day(match["last"]) if match["last"] else (6 if match["step"] else first)
        yield from (number % 7 for number in range(first, last + 1 if last >= first else last + 8, step))


def _day(word: str) -> int:
    number = int(word) if word.isdigit() else _DAYS.index(word) if word in _DAYS else 8
    if number > 7:
        raise ValueError(f"{word!r} is not a weekday (0-7 or sun-sat)")
    return number
