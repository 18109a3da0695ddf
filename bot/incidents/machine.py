"""The machine: (state, event, now) -> next state, what to say, what to measure again. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.incidents import outbox
from bot.incidents.draft import Draft, Step
from bot.incidents.duties import DUTIES
from bot.incidents.events import Claimed, Event, Once, Results, Sent, Tick, Unsent
from bot.incidents.grouping import fresh, ready_at, regroup, settles_at
from bot.incidents.model import Confirm, State, Why
from bot.incidents.outside import HEARD
from bot.incidents.people import DEEDS
from bot.incidents.rules import Rules
from bot.incidents.vitals import taken, wants_confirmation
from handlers.core.ports import Health

_DEEDS = 200  # keys that are remembered; Slack repeats a delivery within the hour
_TAKERS = {**DEEDS, **HEARD}
_ROUNDS = 8  # one thing leads to another; no chain of them is longer


def step(state: State, event: Event, now: float, rules: Rules) -> Step:
    """One step. `now`: seconds since 1970, or of a story's own time; it never goes back.

    Raises Usage when a person names an incident or a silence that there is not.
    """
    if isinstance(event, Claimed):
        return Step(outbox.claimed(state, event.key), (), ())
    if isinstance(event, Once):
        return _once(state, event, now, rules)
    if isinstance(event, Sent):
        state = outbox.sent(state, event.key)
    elif isinstance(event, Unsent):
        state = outbox.unsent(state, event.key)
    draft = Draft.of(state, rules, now)
    draft.silences = tuple(silence for silence in draft.silences if silence.until > now)
    if isinstance(event, Results):
        _take(draft, event)
    elif type(event) in _TAKERS:
        _TAKERS[type(event)](draft, event)
    _go_on(draft)
    return draft.done()


def _once(state: State, event: Once, now: float, rules: Rules) -> Step:
    if event.key in state.deeds:
        return Step(state, (), ())
    made = step(state, event.deed, now, rules)
    return made._replace(state=replace(made.state, deeds=(*state.deeds, event.key)[-_DEEDS:]))


def tick(state: State, now: float, rules: Rules) -> Step:
    """The step that time alone makes."""
    return step(state, Tick(), now, rules)


def next_due(state: State, now: float, rules: Rules) -> float | None:
    """The earliest moment after `now` at which a tick would change something; None when none would.

    What was due before is done by every step; a process that was away makes a tick first.
    """
    draft = Draft.of(state, rules, now)
    times = [duty.due(draft, incident) for incident in draft.incidents.values() for duty in DUTIES]
    times += [settles_at(draft, incident, member) for incident in draft.open() for member in incident.members]
    times += [draft.quiet_until(incident) for incident in draft.open()]
    times += [ready_at(draft, service) for service in fresh(draft)]
    return min((at for at in times if at is not None and at > now), default=None)


def _take(draft: Draft, event: Results) -> None:
    for result in event.results:
        if result.service in draft.rules.graph.depends_on:
            vital = taken(draft.vital(result.service), result, draft.now, draft.rules)
            draft.vitals[result.service] = vital
            if result.status is not Health.UNKNOWN and wants_confirmation(vital):
                at = draft.now + draft.rules.alerts.confirm_after
                why = Why.FIRST_SUCCESS if vital.confirmed else Why.FIRST_FAILURE
                draft.confirms.append(Confirm(draft.rules.environment, result.service, at, why))


def _go_on(draft: Draft) -> None:
    """Do all that is due, until nothing is."""
    for _ in range(_ROUNDS):
        before = dict(draft.incidents)
        regroup(draft)
        for name in list(draft.incidents):
            for duty in DUTIES:
                at = duty.due(draft, draft.incidents[name])
                if at is not None and at <= draft.now:
                    duty.do(draft, draft.incidents[name])
        if before == draft.incidents:
            break
    _forget(draft)


def _forget(draft: Draft) -> None:
    """Let go of what ended too long ago to be opened again, once all of it is told."""
    since = draft.now - draft.rules.alerts.reopen_within
    told = {message.incident for message in draft.outbox}
    for name, incident in list(draft.incidents.items()):
        if incident.ended_at is not None and incident.ended_at < since and name not in told:
            del draft.incidents[name]
