"""A walk as JSON-able data for scripts, and for the comparison with the next run. Times are seconds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from handlers.golden_path.crowd import Level, failures_by_id
from handlers.golden_path.discretion import Redact, presentable
from handlers.golden_path.failures import Failure
from handlers.golden_path.outcome import EventSeen, Outcome, StageResult
from handlers.golden_path.percentiles import session_spreads

_DIGITS = 6


def walk_facts(outcome: Outcome, service: str | None, clean: Redact) -> dict[str, Any]:
    """`failure` (None when it passed), `failures`, `stages`, `events`, `timings`, `notes`, `cleanup`."""
    first = outcome.failure
    facts = {
        "passed": outcome.passed,
        "failure": _failure(first, service) if first else None,
        "failures": [_failure(failure, None) for failure in outcome.failures],
        "stages": [_stage(stage) for stage in outcome.stages],
        "events": [_event(event) for event in outcome.events],
        "timings": outcome.timings,
        "notes": list(outcome.notes),
        "cleanup": [_stage(stage) for stage in outcome.cleanup],
    }
    made: dict[str, Any] = presentable(_rounded(facts), clean)
    return made


def crowd_facts(outcomes: Sequence[Outcome], levels: Sequence[Level]) -> dict[str, Any]:
    """`sessions`: how many passed, which failures, percentiles, and at how many at once it starts to fail."""
    failing = [level.sessions for level in levels if not level.held]
    holding = [level.sessions for level in levels if level.held and level.sessions < min(failing, default=math.inf)]
    facts = {
        "count": len(outcomes),
        "passed": sum(outcome.passed for outcome in outcomes),
        "failures": failures_by_id(outcomes),
        "percentiles": session_spreads(outcomes),
        "levels": [{"sessions": level.sessions, "passed": level.passed} for level in levels],
        "holds_at": max(holding, default=None),
        "starts_to_fail_at": min(failing, default=None),
    }
    return {"sessions": _rounded(facts)}


def _failure(failure: Failure, service: str | None) -> dict[str, Any]:
    facts = {"id": failure.id, "stage": failure.stage, "at": failure.at, "what": failure.what, "event": failure.event}
    return {**facts, "service": service} if service else facts


def _stage(stage: StageResult) -> dict[str, Any]:
    return {
        "name": stage.name,
        "kind": stage.kind,
        "status": str(stage.mark),
        "began": stage.began,
        "seconds": stage.seconds,
        "within": stage.within,
        "detail": stage.detail,
    }


def _event(event: EventSeen) -> dict[str, Any]:
    return {"type": event.kind, "at": event.at, "gap": event.gap, "id": event.id, "fault": event.fault}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, Mapping):
        return {key: _rounded(item) for key, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list | tuple) else value
