"""What the machine goes by: an environment of stack.yaml, made ready once for many steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase

from apscheduler.triggers.base import BaseTrigger

from bot.triggers import cron_trigger
from handlers.diagnosis.graph import Graph
from handlers.stack.environment import Environment
from handlers.stack.watch import Alerts, Check, Maintenance

JOURNEY, TESTS = "golden-path", "repair tests"
"""Checks of the whole environment. Each is watched as if it were a service of that name."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How many results in a row confirm a failure, and how many a recovery."""

    fail_after: int
    recover_after: int


@dataclass(frozen=True, slots=True)
class Window:
    """A maintenance window that is ready to be asked."""

    model: Maintenance
    trigger: BaseTrigger | None

    @classmethod
    def of(cls, model: Maintenance) -> Window:
        """The window that the stack file describes."""
        return cls(model, cron_trigger(model.cron, model.timezone) if model.cron else None)

    def end(self, now: float) -> float | None:
        """When the window ends that is open at `now` (seconds since 1970); None when none is."""
        if self.trigger is None:
            begins, ends = self.model.begins, self.model.ends
            inside = begins and ends and begins.timestamp() <= now < ends.timestamp()
            return ends.timestamp() if ends and inside else None
        lasts = timedelta(seconds=self.model.lasts or 0.0)
        moment = datetime.fromtimestamp(now, UTC)
        began = self.trigger.get_next_fire_time(None, moment - lasts + timedelta(microseconds=1))
        return (began + lasts).timestamp() if began and began <= moment else None

    def covers(self, service: str) -> bool:
        """Whether the window speaks of this service."""
        return not self.model.services or service in self.model.services


@dataclass(frozen=True, slots=True)
class Rules:
    """`graph`: the services and, above them, the checks of the whole environment. `services`: those alone.

    `above`: service -> the services that cannot do without it. `fronts`: the services that no other needs.
    """

    environment: str
    impact: str
    protected: bool
    graph: Graph
    above: Mapping[str, Sequence[str]]
    fronts: frozenset[str]
    alerts: Alerts
    thresholds: Mapping[str, Thresholds]
    windows: tuple[Window, ...]
    services: frozenset[str] = frozenset()

    @classmethod
    def of(cls, name: str, environment: Environment) -> Rules:
        """The rules of the environment `name`."""
        services = Graph.of(environment.services)
        depends_on = dict(services.depends_on)
        if JOURNEY not in depends_on:
            depends_on[JOURNEY] = tuple(environment.services)
        depends_on.setdefault(TESTS, ())
        return cls(
            environment=name,
            impact=environment.impact,
            protected=environment.protected,
            graph=Graph(depends_on, services.any_of),
            above=_above(services),
            fronts=_fronts(services),
            alerts=environment.alerts,
            thresholds=_thresholds(environment.schedule),
            windows=tuple(map(Window.of, environment.alerts.maintenance)),
            services=frozenset(environment.services),
        )

    def of_service(self, service: str) -> Thresholds:
        """The thresholds of the check that measures this service."""
        check = service if service in (JOURNEY, TESTS) else "diagnose"
        return self.thresholds[check if check in self.thresholds else "diagnose"]

    def quiet_until(self, service: str, now: float) -> float | None:
        """When the maintenance ends that this service is under at `now`; None when it is under none."""
        ends = [end for window in self.windows if window.covers(service) and (end := window.end(now)) is not None]
        return max(ends, default=None)


def fits(patterns: tuple[str, ...], service: str) -> bool:
    """Whether a silence with these patterns speaks of a service; without patterns it speaks of all."""
    return not patterns or any(fnmatchcase(service, pattern) for pattern in patterns)


def _thresholds(schedule: tuple[Check, ...]) -> dict[str, Thresholds]:
    """The first check of each name counts; what is not scheduled goes by the defaults of a check."""
    usual = Check(check="diagnose", every=60.0)
    found = {"diagnose": Thresholds(usual.fail_after, usual.recover_after)}
    for check in reversed(schedule):
        found[check.check] = Thresholds(check.fail_after, check.recover_after)
    return found


def _above(graph: Graph) -> dict[str, list[str]]:
    """Service -> those that need it directly, along edges of which all are needed."""
    above: dict[str, list[str]] = {name: [] for name in graph.depends_on}
    for name, needs in graph.depends_on.items():
        for needed in needs:
            above.setdefault(needed, []).append(name)
    return above


def _fronts(graph: Graph) -> frozenset[str]:
    """The services that nothing else needs: what people use."""
    needed = {other for name in graph.depends_on for other in graph.needs(name)}
    return frozenset(graph.depends_on) - needed
