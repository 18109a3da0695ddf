"""What an incident is due, and when: one small pair of functions for each thing that time alone brings about."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from bot.incidents import telling, words
from bot.incidents.draft import Draft
from bot.incidents.model import Incident, Kind, Severity, Why
from bot.incidents.severity import severity_of


class Duty(NamedTuple):
    """`due`: when it is to be done, in seconds; None when it is not. `do`: does it."""

    due: Callable[[Draft, Incident], float | None]
    do: Callable[[Draft, Incident], object]


def _is_told(draft: Draft, incident: Incident) -> bool:
    """Whether it goes on, people were told, and nothing forbids to tell them more."""
    told = incident.is_open and incident.opener and not incident.flapping
    return bool(told) and draft.quiet_until(incident) is None


def _begin_due(draft: Draft, incident: Incident) -> float | None:
    if not incident.is_open or incident.opener or not (incident.members or incident.by_hand or incident.alerts):
        return None
    quiet = draft.quiet_until(incident)
    return draft.now if quiet is None else quiet


def _end_due(draft: Draft, incident: Incident) -> float | None:
    """An alert that was cleared is believed like a recovery that was seen: once it has lasted."""
    if not incident.is_open or incident.members or incident.by_hand or incident.alerts:
        return None
    if incident.cleared_at is None:
        return draft.now
    alerts = draft.rules.alerts
    return max(draft.now, incident.cleared_at + (alerts.settle_again if incident.reopened else alerts.settle))


def _end(draft: Draft, incident: Incident) -> None:
    recovered = [at for name in incident.affected if (at := draft.vital(name).recovered_at) is not None]
    telling.end(draft, incident, max((incident.opened, incident.cleared_at or 0.0, *recovered)))


def _flap_due(draft: Draft, incident: Incident) -> float | None:
    return draft.now if incident.is_open and draft.vital(incident.cause).flapping != incident.flapping else None


def _flap(draft: Draft, incident: Incident) -> None:
    """Said by the next edit of the root message, which wakes nobody: a quiet thread and channel are the point of it."""
    if incident.flapping:
        draft.remark(draft.change(incident, flapping=False), Why.STABLE, "It no longer comes and goes.")
    else:
        draft.remark(draft.change(incident, flapping=True), Why.FLAPPING, "It comes and goes.")


def _severity(draft: Draft, incident: Incident) -> Severity:
    return severity_of(draft.rules, (incident.cause, *incident.members))


def _raise_due(draft: Draft, incident: Incident) -> float | None:
    told = incident.members and _is_told(draft, incident)
    return draft.now if told and _severity(draft, incident) > incident.severity else None


def _raise(draft: Draft, incident: Incident) -> None:
    incident = draft.change(incident, severity=_severity(draft, incident))
    text = words.severity_raised(incident, draft.rules)
    draft.say(incident, Kind.CHANNEL, Why.SEVERITY_RAISED, (text,))


def _join_due(draft: Draft, incident: Incident) -> float | None:
    told = incident.unsaid and _is_told(draft, incident)
    return incident.unsaid_since + draft.rules.alerts.edit_every if told else None


def _join(draft: Draft, incident: Incident) -> None:
    incident = draft.say(incident, Kind.THREAD, Why.JOINED, (words.joined(incident),), incident.unsaid)
    draft.change(incident, unsaid=())


def _escalate_due(draft: Draft, incident: Incident) -> float | None:
    wanted = draft.rules.alerts.escalate_to and not incident.escalated and not incident.holder
    return incident.alone_since + draft.rules.alerts.escalate_after if wanted and _is_told(draft, incident) else None


def _escalate(draft: Draft, incident: Incident) -> None:
    text = f"Nobody has acknowledged this for {words.lasting(draft.now - incident.alone_since)}: {incident.title}."
    incident = draft.say(incident, Kind.THREAD, Why.ESCALATED, (text, *draft.rules.alerts.escalate_to))
    draft.change(incident, escalated=True)


def _repeat_due(draft: Draft, incident: Incident) -> float | None:
    every = draft.rules.alerts.repeat_every
    if every is None or incident.holder or not _is_told(draft, incident):
        return None
    return incident.repeated_at + every


def _repeat(draft: Draft, incident: Incident) -> None:
    incident = draft.say(incident, Kind.THREAD, Why.REPEATED, (words.repeated(incident, draft.now),))
    draft.change(incident, repeated_at=draft.now)


def _remind_due(draft: Draft, incident: Incident) -> float | None:
    every, holder = draft.rules.alerts.remind_every, incident.holder
    if every is None or holder is None or holder.reminded_at is not None or not _is_told(draft, incident):
        return None
    return holder.at + every


def _remind(draft: Draft, incident: Incident) -> None:
    holder = incident.holder
    if holder:
        text = f"Are you still on this? {incident.title}"
        incident = draft.say(incident, Kind.THREAD, Why.REMINDED, (text, holder.by))
        draft.change(incident, holder=holder._replace(reminded_at=draft.now))


def _release_due(draft: Draft, incident: Incident) -> float | None:
    after, holder = draft.rules.alerts.unacknowledge_after, incident.holder
    if after is None or holder is None or holder.reminded_at is None or not _is_told(draft, incident):
        return None
    return holder.reminded_at + after


def _release(draft: Draft, incident: Incident) -> None:
    by = incident.holder.by if incident.holder else ""
    text = f"No answer from {by}: nobody is taking care of this any more."
    incident = draft.say(incident, Kind.THREAD, Why.UNACKNOWLEDGED, (text, by))
    draft.change(incident, holder=None, alone_since=draft.now, repeated_at=draft.now, escalated=False)


def _edit_due(draft: Draft, incident: Incident) -> float | None:
    root = incident.root
    if root is None or words.root(incident, draft.rules) == root.text:
        return None
    if incident.flapping and root.why is Why.FLAPPING and not root.urgent:
        return None
    return draft.now if root.urgent else max(draft.now, root.at + draft.rules.alerts.edit_every)


def _edit(draft: Draft, incident: Incident) -> None:
    why = Why.FLAPPING if incident.flapping else Why.UPDATED
    draft.edit(incident, why, words.root(incident, draft.rules))


DUTIES = (
    Duty(_end_due, _end),
    Duty(_begin_due, telling.begin),
    Duty(_flap_due, _flap),
    Duty(_raise_due, _raise),
    Duty(_join_due, _join),
    Duty(_escalate_due, _escalate),
    Duty(_repeat_due, _repeat),
    Duty(_remind_due, _remind),
    Duty(_release_due, _release),
    Duty(_edit_due, _edit),
)
