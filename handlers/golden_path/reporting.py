"""From outcomes to a Report. Pure but for the drawing, which takes some 20 ms: call it in a thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from handlers.core.report import Evidence, File, Finding, Report, Role, Status, Table
from handlers.golden_path.comparison import compare, comparison_table, slower_words
from handlers.golden_path.crowd import Level, most_telling
from handlers.golden_path.discretion import Redact, cap, discreet, presentable, shown
from handlers.golden_path.facts import crowd_facts, walk_facts
from handlers.golden_path.failures import Failure, advice
from handlers.golden_path.handover import service_of
from handlers.golden_path.outcome import Mark, Outcome, StageResult
from handlers.golden_path.waterfall import describe, draw_waterfall
from handlers.pictures.canvas import duration
from handlers.stack.service import Service

CAPABILITY = "golden-path"
_HEADLINE = 240


@dataclass(frozen=True, slots=True)
class Setting:
    """What a report needs besides the outcomes: the environment, its services, the redactor, the last good run."""

    environment: str
    services: Mapping[str, Service]
    redact: Redact
    last_good: Mapping[str, Any] = field(default_factory=dict)


def walk_report(outcomes: Sequence[Outcome], levels: Sequence[Level], setting: Setting) -> Report:
    """The report of one session, or of many at once (`levels`: each load that was tried, the first as asked for)."""
    told = most_telling(outcomes)
    clean = discreet(setting.redact, told.secrets)
    service = _service(told, setting.services)
    facts = walk_facts(told, service, clean)
    if len(outcomes) > 1:
        facts |= crowd_facts(outcomes, levels)
    headline = cap(clean(_headline(told, outcomes, facts)), _HEADLINE)
    changes = compare(facts, setting.last_good)
    tables = [_stage_table(told, clean), *_crowd_tables(facts), comparison_table(changes)]
    return Report(
        capability=CAPABILITY,
        environment=setting.environment,
        status=Status.FAILING if told.failure else Status.HEALTHY,
        headline=headline,
        service=None,
        findings=(*_findings(told, service, clean), *_notes(told, slower_words(changes), clean)),
        tables=tuple(table for table in tables if table),
        files=(_picture(told, headline, clean), *_offender(told, clean)),
        data=facts,
    )


def _headline(told: Outcome, outcomes: Sequence[Outcome], facts: Mapping[str, Any]) -> str:
    if len(outcomes) > 1:
        return _crowd_headline(told, facts["sessions"])
    return f"failed at {told.failure.headline}" if told.failure else f"passed in {duration(told.total)}"


def _crowd_headline(told: Outcome, crowd: Mapping[str, Any]) -> str:
    passed, count = crowd["passed"], crowd["count"]
    if told.failure is None:
        return f"passed for {count} of {count} sessions at once, p95 {duration(crowd['percentiles']['total']['p95'])}"
    begins, holds = crowd["starts_to_fail_at"], crowd["holds_at"]
    where = f"; holds at {holds} at once, fails from {begins}" if holds else ""
    alone = "; fails already with one" if begins == 1 else ""
    return f"failed for {count - passed} of {count} sessions at {told.failure.headline}{where}{alone}"


def _service(told: Outcome, services: Mapping[str, Service]) -> str | None:
    return service_of(told.stages, told.failure.stage, services) if told.failure else None


def _findings(told: Outcome, service: str | None, clean: Redact) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            id=failure.id,
            service=service or "",
            title=cap(clean(f"failed at {failure.headline}"), _HEADLINE),
            role=Role.SYMPTOM if number else Role.CAUSE,
            explanation=advice(failure.id),
            evidence=_evidence(failure, told, clean),
            next_step=f"Diagnose {service}: this stage exercises it." if service else advice(failure.id),
        )
        for number, failure in enumerate(told.failures)
    )


def _evidence(failure: Failure, told: Outcome, clean: Redact) -> tuple[Evidence, ...]:
    spent = next((stage.seconds for stage in told.stages if stage.name == failure.stage), 0.0)
    words = f"failed after {duration(spent)} at {failure.headline}"
    made = [Evidence(f"stage {failure.stage}", cap(clean(words), 600))]
    if failure.event is not None:
        made.append(Evidence("the offending event", shown(presentable(failure.event, clean))))
    seen = " -> ".join(event.kind for event in told.events[-12:])
    if seen and failure.stage == "events":
        made.append(Evidence("events as they came", cap(clean(seen), 600)))
    return tuple(made)


def _notes(told: Outcome, slower: str, clean: Redact) -> tuple[Finding, ...]:
    notes = [("near-budget" if "took" in note else "remark", note) for note in told.notes]
    if slower:
        notes.append(("slower-than-last-good", f"slower than in the last good run: {slower}"))
    return tuple(Finding(name, "", cap(clean(note), _HEADLINE), Role.NOTE) for name, note in notes)


def _stage_table(told: Outcome, clean: Redact) -> Table:
    rows = tuple(_stage_row(stage, clean) for stage in told.stages)
    return Table("Stages", ("stage", "result", "time", "budget", "detail"), rows)


def _stage_row(stage: StageResult, clean: Redact) -> tuple[str, ...]:
    if stage.mark is Mark.SKIPPED:
        return (stage.name, "not reached", "", "", "")
    budget = duration(stage.within) if stage.within else ""
    return (stage.name, str(stage.mark), duration(stage.seconds), budget, cap(clean(stage.detail), 120))


def _crowd_tables(facts: Mapping[str, Any]) -> list[Table]:
    crowd = facts.get("sessions")
    if not crowd:
        return []
    columns = ("p50", "p90", "p95", "p99", "max")
    rows = tuple(
        (name.replace("_", " "), *(duration(values[column]) for column in columns))
        for name, values in crowd["percentiles"].items()
    )
    made = [Table("Over the sessions that passed", ("", *columns), rows)] if rows else []
    if crowd["failures"]:
        counts = tuple((name, str(count)) for name, count in crowd["failures"].items())
        made.append(Table("Failures", ("failure", "sessions"), counts))
    if len(crowd["levels"]) > 1:
        levels = sorted(crowd["levels"], key=lambda level: int(level["sessions"]))
        tried = tuple((str(level["sessions"]), str(level["passed"])) for level in levels)
        made.append(Table("Where it starts to fail", ("at once", "passed"), tried))
    return made


def _picture(told: Outcome, headline: str, clean: Redact) -> File:
    return File("waterfall.png", "image/png", draw_waterfall(told, headline), clean(describe(told, headline)))


def _offender(told: Outcome, clean: Redact) -> tuple[File, ...]:
    if told.failure is None or told.failure.event is None:
        return ()
    text = shown(presentable(told.failure.event, clean))
    alt = f"The event that failed: {told.failure.at}."
    return (File("event.json", "application/json", text.encode("utf-8", "replace"), clean(alt)),)
