"""What people do to incidents. What they do shows at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.incidents import telling, words
from bot.incidents.draft import Draft
from bot.incidents.events import Acknowledge, Assign, Close, Note, Open, Quieten, Unquieten
from bot.incidents.model import Holder, Incident, Kind, Severity, Silence, Why
from bot.incidents.rules import fits
from bot.incidents.severity import severity_of
from handlers.core.errors import Usage


def acknowledge(draft: Draft, event: Acknowledge) -> None:
    """Reminders go to this person from now on; nobody is called and nothing is repeated meanwhile."""
    incident = _going_on(draft, event.incident)
    first = incident.holder is None or incident.holder.by != event.by
    at = draft.now if incident.acknowledged_at is None else incident.acknowledged_at
    incident = draft.change(incident, holder=Holder(event.by, draft.now), acknowledged_at=at)
    if first:
        incident = _answer(draft, incident, Why.ACKNOWLEDGED, f"{event.by} is taking care of this.")
    _show(draft, incident)


def assign(draft: Draft, event: Assign) -> None:
    """Somebody is named; they have not said yet that they take care."""
    incident = draft.change(_going_on(draft, event.incident), assignee=event.to)
    _show(draft, _answer(draft, incident, Why.ASSIGNED, f"{event.by} assigned this to {event.to}.", event.to))


def note(draft: Draft, event: Note) -> None:
    """Kept in the timeline, of ended incidents too; it is not posted, since who wrote it did so in the thread."""
    draft.remark(_known(draft, event.incident), Why.NOTED, f"{event.by}: {event.text}")


def open_by_hand(draft: Draft, event: Open) -> None:
    """It is as grave as its environment; it ends when somebody closes it."""
    severity = max(severity_of(draft.rules, ()), Severity.P2)
    incident = Incident(
        id=draft.number(), cause="", title=event.title, opened=draft.now, began=draft.now, severity=severity
    )
    draft.remark(draft.change(incident, by_hand=True), Why.NOTED, f"Opened by {event.by}.")


def close(draft: Draft, event: Close) -> None:
    """It ends now. What still fails does not begin another until it has been well."""
    incident = _going_on(draft, event.incident)
    for name in incident.members:
        draft.vitals[name] = replace(draft.vital(name), dismissed=draft.vital(name).confirmed)
    incident = draft.change(
        incident, closed=draft.now, ended_at=draft.now, members=(), unsaid=(), flapping=False, holder=None
    )
    if not draft.is_heard(incident):
        telling.unhear(draft, incident)
        return
    text = f"Closed by {event.by}. {words.ended(incident, draft.rules)}"
    _show(draft, draft.say(incident, Kind.CHANNEL, Why.CLOSED, (text,)))


def quieten(draft: Draft, event: Quieten) -> None:
    """What has been said stays said; an end is still announced to those who heard the beginning."""
    silence = Silence(draft.number(), event.until, event.services, event.by, event.why)
    draft.silences = (*draft.silences, silence)
    because = f" ({event.why})" if event.why else ""
    _tell_of(draft, silence, Why.SILENCED, f"{event.by} silenced this until {words.when(event.until)}{because}.")


def unquieten(draft: Draft, event: Unquieten) -> None:
    """What goes on unannounced is announced now."""
    ended = next((silence for silence in draft.silences if silence.id == event.silence), None)
    if ended is None:
        raise Usage(f"there is no silence `{event.silence[:60]}`; it may have run out")
    draft.silences = tuple(silence for silence in draft.silences if silence is not ended)
    _tell_of(draft, ended, Why.UNSILENCED, f"{event.by or 'Somebody'} ended the silence.")


def _tell_of(draft: Draft, silence: Silence, why: Why, text: str) -> None:
    """In the threads of those it is about: the channel does not hear of a silence."""
    for incident in draft.open():
        if fits(silence.services, incident.cause):
            _answer(draft, incident, why, text)


def _known(draft: Draft, name: str) -> Incident:
    incident = draft.incidents.get(name)
    if incident is None:
        raise Usage(f"there is no incident `{name[:60]}` in {draft.rules.environment}")
    return incident


def _going_on(draft: Draft, name: str) -> Incident:
    incident = _known(draft, name)
    if not incident.is_open:
        raise Usage(f"incident {name} has already ended")
    return incident


def _answer(draft: Draft, incident: Incident, why: Why, *said: str) -> Incident:
    """Into the thread, where there is one."""
    if incident.root is None:
        return draft.remark(incident, why, said[0])
    return draft.say(incident, Kind.THREAD, why, said)


def _show(draft: Draft, incident: Incident) -> None:
    if incident.root:
        draft.change(incident, root=replace(incident.root, urgent=True))


DEEDS: dict[type, Callable[[Draft, Any], None]] = {
    Acknowledge: acknowledge,
    Assign: assign,
    Note: note,
    Open: open_by_hand,
    Close: close,
    Quieten: quieten,
    Unquieten: unquieten,
}
