"""From a scheduled check to the trigger that fires it: the one place that knows how a schedule is spelled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from handlers.stack.watch import Check

_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_WEEKDAYS = re.compile(r"(?P<first>\*|\d|[a-z]{3})(?:-(?P<last>\d|[a-z]{3}))?(?:/(?P<step>[1-7]))?")
_BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
_LONGEST = 200  # characters; the longest sensible list of minutes is shorter


def trigger_for(check: Check) -> BaseTrigger:
    """The trigger of `check`: its interval, or its cron expression in its time zone.

    Intervals are counted from one fixed instant, so that every replica, and every start, has the same ticks.
    """
    if check.every is not None:
        return IntervalTrigger(seconds=check.every, start_date=_BEGINNING, timezone=UTC)
    return cron_trigger(check.cron or "", check.timezone)


def cron_trigger(expression: str, timezone: str = "UTC") -> BaseTrigger:
    """The trigger of a five-field cron expression, as crontab(5) reads it. Raises ValueError with what is wrong.

    APScheduler by itself differs twice: it counts weekdays from Monday instead of Sunday, and it wants day *and*
    weekday to match where cron, with both given, is content with one.
    """
    fields = expression.split()
    if len(fields) != 5 or len(expression) > _LONGEST:
        raise ValueError(f"it has {len(fields)} fields instead of 5 (minute hour day month weekday)")
    minute, hour, day, month, weekday = fields
    weekdays = ",".join(_DAYS[number] for number in sorted(set(_weekdays(weekday.lower()))))
    common = {"minute": minute, "hour": hour, "month": month, "timezone": ZoneInfo(timezone)}
    if day.startswith("*") or weekday.startswith("*"):
        return CronTrigger(day=day, day_of_week=weekdays, **common)
    return OrTrigger([CronTrigger(day=day, **common), CronTrigger(day_of_week=weekdays, **common)])


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
