"""What is to be checked when: stack.yaml's schedules as a list of checks, each with its trigger. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from apscheduler.triggers.base import BaseTrigger

from bot.triggers import offset_of, trigger_for
from handlers.stack.environment import Environment, Stack
from handlers.stack.watch import Check

PART = 200
"""Services that one check measures at once: all of a larger environment together would run into their time-outs."""

_SHORTEST_GRACE, _LONGEST_GRACE = 5.0, 3600.0  # seconds
_LATEST = timedelta(days=366)


@dataclass(frozen=True, slots=True, order=True)
class CheckKey:
    """Which check: `number` is its place in the environment's schedule, `part` of `parts` the services it measures."""

    environment: str
    check: str
    number: int = 0
    part: int = 0
    parts: int = 1

    def __str__(self) -> str:
        """Its name, for locks and logs."""
        part = f" part {self.part + 1}/{self.parts}" if self.parts > 1 else ""
        return f"{self.environment} {self.check} {self.number}{part}"

    def services(self, environment: Environment) -> tuple[str, ...] | None:
        """What this check measures; None for all."""
        names = tuple(environment.services)
        size = -(-len(names) // self.parts)
        return None if self.parts == 1 else names[self.part * size : (self.part + 1) * size]


@dataclass(frozen=True, slots=True)
class Entry:
    """One check and its times. `grace`: seconds it may be late; later than that, it is not begun any more."""

    key: CheckKey
    trigger: BaseTrigger
    grace: float

    def next(self, now: datetime, count: int = 1) -> tuple[datetime, ...]:
        """The next times, the first no earlier than `now`; fewer than `count` where it ends."""
        found: list[datetime] = []
        while len(found) < count:
            at = self.trigger.get_next_fire_time(found[-1] if found else None, found[-1] if found else now)
            if at is None:
                break
            found.append(at)
        return tuple(found)


def agenda(stack: Stack, now: datetime) -> tuple[Entry, ...]:
    """Every check of every environment. `now` (aware) is only asked for how far apart the times of each lie."""
    return tuple(
        chain.from_iterable(entries(name, environment, now) for name, environment in stack.environments.items())
    )


def entries(name: str, environment: Environment, now: datetime) -> Iterator[Entry]:
    """The checks of one environment; a diagnosis of many services is cut into parts that follow each other."""
    for number, check in enumerate(environment.schedule):
        parts = max(1, -(-len(environment.services) // PART)) if check.check == "diagnose" else 1
        base = offset_of(check, f"{name} {check.check} {check.every or check.cron}")
        for part in range(parts):
            trigger = trigger_for(check, _offset(check, base, part / parts))
            yield Entry(CheckKey(name, check.check, number, part, parts), trigger, grace_of(trigger, now))


def _offset(check: Check, base: float, share: float) -> float:
    """The parts of an environment are spread over its interval (or a minute), for the load to be even."""
    if not share:
        return base
    spread = min(check.every, 3600.0) if check.every is not None else 60.0
    offset = base + round(share * spread, 1)
    return offset % check.every if check.every is not None else offset


def grace_of(trigger: BaseTrigger, now: datetime) -> float:
    """How late a check may begin: a tenth of its interval, but five seconds at least and an hour at most.

    A look once a minute that is half a minute late is better left to the next; the job of the night is not, when the
    bot was just being deployed.
    """
    first = trigger.get_next_fire_time(None, now)
    second = trigger.get_next_fire_time(first, first) if first else None
    apart = min((second - first) if first and second else _LATEST, _LATEST).total_seconds()
    return min(max(apart / 10, _SHORTEST_GRACE), _LONGEST_GRACE, apart)
