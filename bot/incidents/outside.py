"""Alerts of other systems: they join the incident that explains them, or open one, and hold it open while they last."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.incidents import telling
from bot.incidents.draft import Draft
from bot.incidents.events import Cleared, Fired
from bot.incidents.model import Incident, Kind, Severity, Why
from bot.incidents.severity import severity_of


def fired(draft: Draft, event: Fired) -> None:
    """A repeat says nothing; neither does one whose incident a person closed, until it has been cleared."""
    if any(event.key in incident.alerts for incident in draft.incidents.values()):
        return
    incident = _same(draft, event) or _explaining(draft, event)
    if incident is None:
        _open(draft, event)
        return
    incident = draft.change(incident, alerts=(*incident.alerts, event.key), cleared_at=None)
    if not incident.is_open:
        telling.take_up(draft, incident)
    elif event.key not in incident.heard:
        _remark(draft, incident, Why.ALERTED, f"{event.by} says: {_words(event)}")
    _hear(draft, incident.id, event.key)


def cleared(draft: Draft, event: Cleared) -> None:
    """The last of an incident's alerts that is cleared lets it end, once what the checks see is well too."""
    for incident in list(draft.incidents.values()):
        if event.key in incident.alerts:
            left = tuple(key for key in incident.alerts if key != event.key)
            incident = draft.change(incident, alerts=left, cleared_at=None if left else draft.now)
            draft.remark(incident, Why.CLEARED, f"{event.by} no longer says: {event.title}")


def _same(draft: Draft, event: Fired) -> Incident | None:
    """The incident this very alert was part of, if it goes on or ended a short while ago."""
    since = draft.now - draft.rules.alerts.reopen_within
    known = [incident for incident in draft.incidents.values() if event.key in incident.heard]
    return max(
        (one for one in known if not one.merged_into and (one.is_open or (one.ended_at or 0.0) >= since)),
        key=lambda incident: (incident.is_open, incident.opened),
        default=None,
    )


def _explaining(draft: Draft, event: Fired) -> Incident | None:
    """The oldest open incident that is about this service, or about something that it needs."""
    if not event.service:
        return None
    needs = {event.service}
    if event.service in draft.rules.graph.depends_on:
        needs.update(draft.rules.graph.closure(event.service))
    about = [incident for incident in draft.open() if incident.cause in needs or event.service in incident.members]
    return about[0] if about else None


def _open(draft: Draft, event: Fired) -> None:
    severity = (
        severity_of(draft.rules, (event.service,)) if event.service else max(severity_of(draft.rules, ()), _LEAST)
    )
    incident = Incident(
        id=draft.number(),
        cause=event.service,
        title=event.title,
        opened=draft.now,
        began=min(event.began, draft.now),
        severity=severity,
        alerts=(event.key,),
    )
    draft.remark(draft.change(incident), Why.ALERTED, f"{event.by} says: {_words(event)}")
    _hear(draft, incident.id, event.key)


_LEAST = Severity.P2  # of an alert whose service is not known: somebody thought it worth a message


def _hear(draft: Draft, name: str, key: str) -> None:
    incident = draft.incidents[name]
    if key not in incident.heard:
        draft.change(incident, heard=(*incident.heard, key))


def _remark(draft: Draft, incident: Incident, why: Why, text: str) -> Incident:
    if incident.root is None:
        return draft.remark(incident, why, text)
    return draft.say(incident, Kind.THREAD, why, (text,))


def _words(event: Fired) -> str:
    return f"{event.title}. {event.detail}" if event.detail else event.title


HEARD: dict[type, Callable[[Draft, Any], None]] = {Fired: fired, Cleared: cleared}
