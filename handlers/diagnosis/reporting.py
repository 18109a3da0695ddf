"""From a Diagnosis to the Report: headline, findings, the table of probes, and the same for scripts. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from handlers.core.ports import Health
from handlers.core.report import Action, Evidence, Finding, Report, Role, Status, Table
from handlers.diagnosis.causes import Diagnosis
from handlers.diagnosis.evidence import Seen, SeenByService
from handlers.diagnosis.graph import Graph
from handlers.diagnosis.hypothesis import Hypothesis

ACTIONS: Mapping[str, tuple[str, str]] = {
    "restart-service": ("Restart {service}", "starting it again changes nothing that would have to be undone"),
    "start-instance": ("Start the database instance of {service}", "the instance is stopped again"),
    "roll-back": ("Roll {service} back", "traffic goes back to the revision that has it now"),
    "align-settings": ("Align the settings of {service}", "the former values are put back"),
    "set-variable": ("Set the missing setting of {service}", "the former value is put back"),
    "raise-memory": ("Raise the memory limit of {service}", "the former limit is set again"),
    "run-migrations": ("Run the migrations of {service}", "by hand: a migration is not undone by itself"),
}
"""Repair actions by name: the words on the button, and how it is taken back."""


class Subject(NamedTuple):
    """What a diagnosis is about: the environment, the one service asked for, the graph covered, and recent changes."""

    environment: str
    service: str | None
    graph: Graph
    changes: Table | None = None


def report(subject: Subject, seen: SeenByService, diagnosis: Diagnosis) -> Report:
    """The answer to a person: causes best first, then the symptoms with their paths, then what is not known."""
    causes = tuple(_cause(cause, subject.environment) for cause in diagnosis.causes)
    return Report(
        capability="diagnose",
        environment=subject.environment,
        status=_status(diagnosis),
        headline=_headline(subject, seen, diagnosis),
        service=subject.service,
        findings=(*causes, *_symptoms(diagnosis, seen), *_unknowns(diagnosis)),
        tables=(probe_table(seen), *((subject.changes,) if subject.changes else ())),
        actions=tuple(finding.action for finding in causes if finding.action),
        data=_data(subject, seen, diagnosis),
    )


def _status(diagnosis: Diagnosis) -> Status:
    if diagnosis.ward.cases:
        return Status.FAILING
    return Status.UNKNOWN if any(diagnosis.ward.unknown.values()) or not diagnosis.ward.healthy else Status.HEALTHY


def _headline(subject: Subject, seen: SeenByService, diagnosis: Diagnosis) -> str:
    if diagnosis.causes:
        named = [f"{cause.title} ({cause.service})" for cause in diagnosis.causes]
        word = "Root cause" if len(named) == 1 else f"{len(named)} root causes"
        more = f"; and {len(named) - 3} more" if len(named) > 3 else ""
        return f"{word}: {'; '.join(named[:3])}{more}"
    what = subject.service or subject.environment
    number = sum(map(len, seen.values()))
    blind = [name for name, observed in diagnosis.ward.unknown.items() if observed]
    if blind:
        return f"Nothing is seen to fail in {what}, but {', '.join(blind[:5])} could not be measured"
    return f"{what} is healthy: {number} probes of {len(diagnosis.ward.healthy)} services are all right"


def _cause(cause: Hypothesis, environment: str) -> Finding:
    return Finding(
        id=cause.id,
        service=cause.service,
        title=cause.title,
        role=Role.CAUSE,
        explanation=cause.explanation,
        evidence=cause.evidence,
        path=(cause.service,),
        confidence=cause.confidence,
        reasons=cause.reasons,
        next_step=cause.next_step,
        action=_action(cause, environment),
    )


def _action(cause: Hypothesis, environment: str) -> Action | None:
    if cause.action not in ACTIONS:
        return None
    label, undo = ACTIONS[cause.action]
    arguments = {"environment": environment, "service": cause.service, "cause": cause.id}
    return Action(cause.action, label.format(service=cause.service), arguments, undo)


def _symptoms(diagnosis: Diagnosis, seen: SeenByService) -> list[Finding]:
    findings = []
    for service in diagnosis.symptoms:
        path = diagnosis.path(service)
        findings.append(
            Finding(
                id=f"{service}-symptom",
                service=service,
                title=f"{service} fails because of {path[-1]}",
                role=Role.SYMPTOM,
                evidence=tuple(Evidence(one.probe, one.observation.detail) for one in _failing(seen[service])),
                path=path,
            )
        )
    return findings


def _failing(observed: Any) -> list[Seen]:
    return [one for one in observed if one.observation.health is Health.FAILING]


def _unknowns(diagnosis: Diagnosis) -> list[Finding]:
    return [
        Finding(
            id=f"{service}-unknown",
            service=service,
            title=f"{service} could not be measured",
            evidence=tuple(Evidence(one.probe, one.observation.detail) for one in observed),
            next_step="Give the bot what the probe lacks, or look by hand",
        )
        for service, observed in diagnosis.ward.unknown.items()
        if observed
    ]


def probe_table(seen: SeenByService) -> Table:
    """Every probe with its outcome and its time, failing ones first."""
    order = {Health.FAILING: 0, Health.UNKNOWN: 1, Health.OK: 2}
    rows = [(service, one) for service, observed in seen.items() for one in observed]
    rows.sort(key=lambda row: order[row[1].observation.health])
    return Table(
        "Probes",
        ("service", "probe", "state", "ms", "seen"),
        tuple(
            (service, one.probe, one.observation.health.value, f"{one.seconds * 1000:.0f}", one.observation.detail)
            for service, one in rows
        ),
    )


def _data(subject: Subject, seen: SeenByService, diagnosis: Diagnosis) -> dict[str, Any]:
    states = dict.fromkeys(diagnosis.ward.cases, "failing")
    states |= dict.fromkeys(diagnosis.ward.unknown, "unknown")
    states |= dict.fromkeys(diagnosis.ward.healthy, "healthy")
    return {
        "services": {name: states[name] for name in subject.graph.depends_on},
        "probes": [
            {
                "service": service,
                "probe": one.probe,
                "kind": one.kind,
                "health": one.observation.health.value,
                "reason": one.observation.reason,
                "detail": one.observation.detail,
                "facts": dict(one.observation.facts),
                "phases": dict(one.observation.phases),
                "seconds": round(one.seconds, 4),
            }
            for service, observed in seen.items()
            for one in observed
        ],
    }
