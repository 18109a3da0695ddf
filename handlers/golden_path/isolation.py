"""Isolation over many sessions: no run and no event may turn up in two of them.

Markers and user ids are judged inside each session; this is the part that only a look across all of them can see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers.golden_path.failures import Failure
from handlers.golden_path.outcome import Outcome


def isolated(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """The outcomes, those of sessions that shared a run or an event with an earlier one failed as `foreign-...`."""
    runs: dict[str, int] = {}
    events: dict[str, int] = {}
    judged = []
    for outcome in outcomes:
        leak = _shared(outcome, runs, events)
        judged.append(replace(outcome, failures=(leak, *outcome.failures)) if leak else outcome)
    return tuple(judged)


def _shared(outcome: Outcome, runs: dict[str, int], events: dict[str, int]) -> Failure | None:
    leak = None
    run = outcome.ids.get("run_id")
    if run is not None and runs.setdefault(run, outcome.session) != outcome.session:
        leak = Failure(
            "foreign-run", "events", f"run {run[:80]!r} was also seen by session {runs[run]}", stage="events"
        )
    for event in outcome.events:
        if event.id and events.setdefault(event.id, outcome.session) != outcome.session:
            what = f"event {event.id[:80]!r} was also delivered to session {events[event.id]}"
            return Failure("foreign-event", event.kind, what, stage="events")
    return leak
