"""The engine of `medic check`: what is wrong, what is worth a word, and what would be done when."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.settings import Environment, read_environment, settings_from, unknown_settings
from bot.slack.reach import Reach, reach_slack
from bot.stack import LoadedStack, StackError, load_stack
from bot.stackfile.problem import Problem
from bot.watch.agenda import entries
from handlers.stack.environment import Stack

_TICKS = 3


@dataclass(frozen=True, slots=True)
class Scheduled:
    """One scheduled check: how its schedule is spelled, and its next ticks, aware, in its own time zone."""

    environment: str
    check: str
    schedule: str
    timezone: str
    ticks: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Everything `medic check` has to say. `environments` is name -> (services, probes); `slack` None: not asked."""

    mistakes: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    environments: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    scheduled: tuple[Scheduled, ...] = ()
    slack: Reach | None = None
    secrets: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def exit_code(self) -> int:
        """2 when something is wrong; warnings alone leave it at 0."""
        return 2 if self.mistakes else 0


async def check(path: Path, environ: Mapping[str, str], now: datetime, *, reach: bool = True) -> CheckResult:
    """Check the stack file at `path` and the settings in `environ`; ticks are listed from `now` (aware) on.

    Slack is asked when a bot token is there and `reach` says so. Nothing is raised for what is wrong with either.
    """
    seen = read_environment(environ)
    loaded, mistakes = await asyncio.to_thread(_loaded, path, environ)
    stack = loaded.stack if loaded else None
    mistakes += seen.malformed.values()
    warnings = [*(loaded.warnings if loaded else ()), *seen.lacking(seen.mode()), *unknown_settings(environ)]
    slack = await _slack(seen, environ, stack) if reach else None
    return CheckResult(
        mistakes=(*mistakes, *(slack.mistakes if slack else ())),
        warnings=(*warnings, *(slack.warnings if slack else ())),
        environments={name: _counts(stack, name) for name in stack.environments} if stack else {},
        scheduled=tuple(_schedule(stack, now)) if stack else (),
        slack=slack,
        secrets=(loaded.secrets if loaded else frozenset()) | set(settings_from(seen.fields, environ).secrets()),
    )


def _loaded(path: Path, environ: Mapping[str, str]) -> tuple[LoadedStack | None, list[Problem]]:
    try:
        return load_stack(path, environ), []
    except StackError as error:
        return None, list(error.problems)


async def _slack(seen: Environment, environ: Mapping[str, str], stack: Stack | None) -> Reach | None:
    settings = settings_from(seen.fields, environ)
    if not settings.slack_bot_token:
        return None
    if stack is None:
        return await reach_slack(settings, "")
    own = {environment.alerts.channel for environment in stack.environments.values() if environment.alerts.channel}
    return await reach_slack(settings, stack.slack.incident_channel, sorted(own - {stack.slack.incident_channel}))


def _counts(stack: Stack, name: str) -> tuple[int, int]:
    services = stack.environments[name].services.values()
    return len(services), sum(len(service.probes) for service in services)


def _schedule(stack: Stack, now: datetime) -> Iterator[Scheduled]:
    for name, environment in stack.environments.items():
        for entry in entries(name, environment, now):
            if entry.key.part == 0:  # the others follow within the interval
                check = environment.schedule[entry.key.number]
                spelled = check.cron if check.cron is not None else f"every {_duration(check.every or 0)}"
                zone = ZoneInfo(check.timezone)
                ticks = tuple(tick.astimezone(zone) for tick in entry.next(now, _TICKS))
                yield Scheduled(name, check.check, spelled, check.timezone, ticks)


def _duration(seconds: float) -> str:
    for unit, length in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds >= length and seconds % length == 0:
            return f"{seconds / length:g}{unit}"
    return f"{seconds:g}s"
