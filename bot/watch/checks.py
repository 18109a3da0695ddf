"""One check: measured by the same handlers as any command, then fed to the watch and kept as history."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from bot.dispatch import Dispatcher
from bot.incidents.events import Results
from bot.incidents.model import Result, State
from bot.incidents.reading import results_of
from bot.incidents.rules import JOURNEY, TESTS
from bot.intake import run_id
from bot.metrics import Metrics
from bot.store.reports import ReportStore
from bot.store.results import Kept
from bot.watch.agenda import CheckKey
from bot.watch.history import History
from bot.watch.watch import Watch
from handlers.core.errors import Failure, Usage
from handlers.core.ports import Clock, Health, Tick
from handlers.core.report import Report
from handlers.core.request import Request

log = logging.getLogger(__name__)

DIAGNOSE = "diagnose"
_WHOLE = (JOURNEY, TESTS)  # checks of the environment, watched as if each were a service
_REQUESTER = "schedule"
_AT_ONCE = 20  # probes of one check: nobody waits for it, and a burst would make this process late for the next tick


class Checks:
    """Makes checks. `dispatcher`: the present one, for stack.yaml may change while the bot runs."""

    def __init__(
        self,
        dispatcher: Callable[[], Dispatcher],
        watch: Watch,
        history: History,
        reports: ReportStore,
        metrics: Metrics,
    ) -> None:
        self._dispatcher = dispatcher
        self._watch = watch
        self._history = history
        self._reports = reports
        self._metrics = metrics

    @property
    def clock(self) -> Clock:
        """The time that results are given."""
        return self._dispatcher().tools.clock

    async def make(self, key: CheckKey, run: str) -> None:
        """Make the check of a schedule. Never raises: what goes wrong is counted and logged."""
        environment = self._dispatcher().stack.environments.get(key.environment)
        services = key.services(environment) if environment is not None else None
        await self.measure(key.environment, key.check, run_id(run, str(key)), services)

    async def measure(self, environment: str, check: str, run: str, services: Iterable[str] | None = None) -> None:
        """Make a check by name; `services`: for a diagnosis, those to measure (None: all). Never raises."""
        options: dict[str, Any] = {}
        if check == DIAGNOSE:
            options = {
                "picture": False,
                "at_once": _AT_ONCE,
                **({"services": list(services)} if services is not None else {}),
            }
        began = self.clock.monotonic()
        try:
            status = await self._take(Request(check, environment, None, options, run, _REQUESTER), began)
        except Usage as problem:  # stack.yaml was changed between the tick and its check
            log.info("%s of %s is not made: %s", check, environment, problem)
            status = "gone"
        except Exception as problem:
            if not isinstance(problem, Failure):
                log.exception("%s of %s broke off", check, environment)
            status = "broken"
            await self._blind(environment, check, problem, began)
        self._metrics.checks.labels(environment, check, status).inc()

    async def _take(self, request: Request, began: float) -> str:
        report = await self._dispatcher().run(request, _Unseen())
        rules = self._watch.rules(request.environment)
        results = results_of(report, rules.graph)
        seconds = self.clock.monotonic() - began
        self._history.note(self._kept(request.environment, results, _latencies(report, seconds)))
        before = self.clock.now().timestamp()
        made = await self._watch.happen(request.environment, Results(results))
        # The golden path's own history is made of its reports; a post-mortem, of what made a failure certain.
        if request.capability == JOURNEY or _certain_since(made.state, before):
            await self._reports.keep(request.run, report)
        return report.status.value

    async def _blind(self, environment: str, check: str, problem: Exception, began: float) -> None:
        """A check that could not be made is one that saw nothing: neither failing nor well."""
        if check in _WHOLE and isinstance(problem, Failure):
            detail = self._dispatcher().tools.redact(str(problem))
            seconds = self.clock.monotonic() - began
            self._history.note(self._kept(environment, (Result(check, Health.UNKNOWN, detail),), {check: seconds}))

    def _kept(self, environment: str, results: Iterable[Result], seconds: Mapping[str, float]) -> Iterator[Kept]:
        at = self.clock.now().timestamp()
        for result in results:
            taken = seconds.get(result.service)
            ms = None if taken is None else round(taken * 1000, 2)
            yield Kept(environment, result.service, at, result.status, ms, result.detail, result.cause)


def _certain_since(state: State, moment: float) -> bool:
    """Whether a failure has become certain since `moment` (seconds since 1970)."""
    return any(vital.confirmed and (vital.confirmed_at or 0.0) >= moment for vital in state.vitals.values())


def _latencies(report: Report, seconds: float) -> dict[str, float]:
    """Service -> the time of its slowest probe, in seconds; of a check of the whole, the time it took itself."""
    if report.capability in _WHOLE:
        return {report.capability: seconds}
    slowest: dict[str, float] = {}
    for probe in report.data.get("probes", ()):
        slowest[probe["service"]] = max(probe["seconds"], slowest.get(probe["service"], 0.0))
    return slowest


class _Unseen:
    """Progress that nobody follows."""

    async def begin(self, what: str, total: int) -> None:
        """Nothing to show."""

    async def tick(self, tick: Tick) -> None:
        """Nothing to show."""
