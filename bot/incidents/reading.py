"""From a Report to results: what a check of the schedule says of each service it looked at."""

from __future__ import annotations

from bot.incidents.model import Result
from bot.incidents.rules import JOURNEY, TESTS
from handlers.core.ports import Health
from handlers.core.report import Finding, Report, Status
from handlers.diagnosis.graph import Graph

_HEALTH = {"healthy": Health.OK, "failing": Health.FAILING, "unknown": Health.UNKNOWN}
_OF_STATUS = {
    Status.HEALTHY: Health.OK,
    Status.DONE: Health.OK,
    Status.FAILING: Health.FAILING,
    Status.NOT_DONE: Health.FAILING,
    Status.UNKNOWN: Health.UNKNOWN,
}


def results_of(report: Report, graph: Graph) -> tuple[Result, ...]:
    """One result for each service of a diagnosis, or one for the check as a whole. `graph`: of the environment."""
    if report.capability != "diagnose":
        whole = JOURNEY if report.capability == JOURNEY else TESTS
        return (Result(whole, _OF_STATUS[report.status], report.headline),)
    states = {name: _HEALTH[state] for name, state in report.data.get("services", {}).items()}
    causes = {finding.service: finding for finding in reversed(report.causes)}
    symptoms = {finding.service: finding for finding in report.symptoms}
    failing = {name for name, health in states.items() if health is Health.FAILING}

    def beside(service: str) -> bool:
        """Whether something it needs fails as well; asked for few, since it walks through all that is needed."""
        return not failing.isdisjoint(graph.closure(service)[1:])

    return tuple(
        _result(name, health, causes.get(name) or symptoms.get(name), health is Health.FAILING and beside(name))
        for name, health in states.items()
    )


def _result(service: str, health: Health, finding: Finding | None, beside_others: bool) -> Result:
    if health is not Health.FAILING or finding is None:
        return Result(service, health)
    detail = finding.evidence[0].text if finding.evidence else finding.title
    if finding.confidence is None:
        return Result(service, health, detail)
    return Result(service, health, detail, finding.id, finding.title, own=beside_others)
