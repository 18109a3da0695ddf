"""How an incident is told: its beginning, its turns, its end; and what is left unsaid because nobody heard the rest."""

from __future__ import annotations

from dataclasses import replace

from bot.incidents import words
from bot.incidents.draft import Draft
from bot.incidents.model import Incident, Kind, Message, Root, Why


def begin(draft: Draft, incident: Incident) -> Incident:
    """Say that it began; of one whose thread people know already, that it began again."""
    if incident.root:
        incident = draft.say(incident, Kind.CHANNEL, Why.REOPENED, (words.reopened(incident, draft.rules),))
    else:
        text = words.root(incident, draft.rules)
        incident = draft.say(incident, Kind.CHANNEL, Why.BEGAN, (text,))
        incident = draft.change(incident, root=Root(draft.said[-1].key, text, draft.now))
    return draft.change(
        incident,
        opener=draft.said[-1].key,
        alone_since=draft.now,
        repeated_at=draft.now,
        escalated=False,
        unsaid=(),
    )


def end(draft: Draft, incident: Incident, closed: float) -> Incident:
    """Say that all is well again; nothing, to those who never heard that it was not."""
    incident = draft.change(incident, closed=closed, ended_at=draft.now, members=(), unsaid=(), flapping=False)
    if draft.is_heard(incident):
        incident = draft.say(incident, Kind.CHANNEL, Why.ENDED, (words.ended(incident, draft.rules),))
        return draft.change(incident, holder=None)
    return unhear(draft, incident)


def merge(draft: Draft, incident: Incident, into: Incident) -> Incident:
    """Say in its thread that the incident is part of another, in whose thread it goes on."""
    incident = draft.change(
        incident, closed=draft.now, ended_at=draft.now, merged_into=into.id, unsaid=(), flapping=False
    )
    if draft.is_heard(incident):
        text = f"This has the same cause as {into.id} ({into.title}) and goes on in its thread."
        return draft.say(incident, Kind.THREAD, Why.MERGED, (text,))
    return unhear(draft, incident)


def unhear(draft: Draft, incident: Incident) -> Incident:
    """Forget what was about to be said of an incident that is over before anybody heard that it began (again)."""
    root = incident.root
    if incident.opener:
        stale = draft.withdraw(incident, incident.opener)
        is_never_posted = root is not None and root.key == incident.opener
        root = None if is_never_posted else _shown(root, stale)
    incident = draft.change(incident, opener="", root=root, holder=None)
    return draft.remark(incident, Why.UNHEARD, "Over before anybody was told.")


def _shown(root: Root | None, stale: bool) -> Root | None:
    """The root; without its text where that was never put there, so that it will be."""
    return replace(root, text="") if root and stale else root


def take_up(draft: Draft, incident: Incident) -> Incident:
    """Go on with an incident that ended a short while ago, as if it had not when nobody has heard of its end yet."""
    pending = _pending_end(draft, incident)
    incident = draft.change(incident, closed=None, ended_at=None, reopened=incident.reopened + 1)
    if pending:
        stale = draft.withdraw(incident, pending.key)
        return draft.change(incident, root=_shown(incident.root, stale))
    return draft.change(incident, opener="")


def _pending_end(draft: Draft, incident: Incident) -> Message | None:
    ends = (Why.ENDED, Why.CLOSED)
    return next((message for message in draft.waiting(incident) if message.why in ends), None)
