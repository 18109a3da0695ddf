"""What fails, sorted into incidents: one for each root cause, and once in one, in that one until it is well."""

from __future__ import annotations

from dataclasses import replace

from bot.incidents import telling, words
from bot.incidents.attribution import Group, attribute
from bot.incidents.draft import Draft
from bot.incidents.model import Confirm, Incident, Kind, Vital, Why
from bot.incidents.severity import severity_of
from bot.incidents.vitals import confirmed
from handlers.core.ports import Health


def settles_at(draft: Draft, incident: Incident, service: str) -> float | None:
    """When the recovery of a member may be believed; None while it is not recovered, or flaps."""
    vital = draft.vitals.get(service)
    if vital is None or service not in draft.rules.graph.depends_on:
        return draft.now
    if vital.confirmed or vital.flapping or vital.status is not Health.OK or vital.well_since is None:
        return None
    alerts = draft.rules.alerts
    return vital.well_since + (alerts.settle_again if incident.reopened else alerts.settle)


def ready_at(draft: Draft, service: str) -> float:
    """When a confirmed failure may become an incident: at once, if all it needs was looked at since it began.

    Otherwise a little later, so that a cause measured just after its symptom is found before the symptom is blamed.
    """
    vital = draft.vital(service)
    at = vital.confirmed_at or 0.0
    needs = draft.rules.graph.closure(service)[1:]
    gather, since = draft.rules.alerts.gather, vital.failing_since or 0.0
    for name in needs:
        needed = draft.vital(name)
        is_seen = since <= draft.now - gather if needed.seen_at is None else needed.seen_at >= since
        if not is_seen or (not needed.confirmed and _is_failing_since(needed, since + gather)):
            return at + gather
    return at


def _is_failing_since(vital: Vital, since: float) -> bool:
    return vital.status is Health.FAILING and vital.failing_since is not None and vital.failing_since <= since


def fresh(draft: Draft) -> list[str]:
    """The confirmed failures that belong to no incident yet."""
    known = {member for incident in draft.open() for member in incident.members}
    return [
        name
        for name, vital in draft.vitals.items()
        if vital.confirmed and not vital.dismissed and name not in known and name in draft.rules.graph.depends_on
    ]


def regroup(draft: Draft) -> None:
    """Sort everything that fails now into incidents, and give each the cause that it has now."""
    for incident in draft.open():
        _settle(draft, incident)
    waiting = fresh(draft)
    if not waiting and not any(incident.members for incident in draft.open()):
        return
    groups = _groups(draft, waiting)
    for group in groups:
        _place(draft, group)
    for incident in draft.open():
        if incident.members:
            _rethink(draft, incident, groups)


def _settle(draft: Draft, incident: Incident) -> None:
    """Let go of the members whose recovery can be believed."""
    left = tuple(
        name for name in incident.members if (at := settles_at(draft, incident, name)) is None or at > draft.now
    )
    if left != incident.members:
        draft.change(incident, members=left, unsaid=tuple(name for name in incident.unsaid if name in left))
        if incident.cause not in left:
            _look_again(draft, incident.cause, left)


def _look_again(draft: Draft, cause: str, left: tuple[str, ...]) -> None:
    """What failed because of a cause that is well now is measured anew, unless it was: its check may be rare."""
    for name in left:
        if not _is_seen_since_well(draft, cause, name):
            draft.confirms.append(Confirm(draft.rules.environment, name, draft.now, Why.CAUSE_WELL))


def _is_seen_since_well(draft: Draft, cause: str, service: str) -> bool:
    well_since = draft.vital(cause).well_since
    seen_at = draft.vital(service).seen_at
    return well_since is None or (seen_at is not None and seen_at >= well_since)


def _groups(draft: Draft, waiting: list[str]) -> list[Group]:
    """What is suspected, by root cause. What a ready failure needs, and fails too, is thereby confirmed."""
    suspects = {member for incident in draft.open() for member in incident.members}
    suspects.update(name for name, vital in draft.vitals.items() if vital.confirmed)
    for service in waiting:
        needs = draft.rules.graph.closure(service)[1:]
        if ready_at(draft, service) <= draft.now and suspects.isdisjoint(needs):
            suspects.update(_confirm_failing(draft, service, needs))
    known = suspects & set(draft.rules.graph.depends_on)
    return attribute(draft.rules.graph, draft.vitals, known, draft.rules.alerts.together)


def _confirm_failing(draft: Draft, service: str, needs: list[str]) -> list[str]:
    since = (draft.vital(service).failing_since or 0.0) + draft.rules.alerts.gather
    failing = [name for name in needs if _is_failing_since(draft.vital(name), since)]
    for name in failing:
        draft.vitals[name] = confirmed(draft.vital(name), draft.now)
    return failing


def _place(draft: Draft, group: Group) -> None:
    """Put a group where it belongs: into the incident that has it, into one that just ended, or into a new one."""
    certain = [name for name in sorted(group.services) if _is_certain(draft.vital(name))]
    owner = _owner(draft, group)
    if owner is None and draft.vital(group.cause).dismissed:
        for name in certain:
            draft.vitals[name] = replace(draft.vital(name), dismissed=True)
        return
    if owner is None and certain and ready_at(draft, group.cause) <= draft.now:
        owner = _recent(draft, group) or _new(draft, group.cause)
    if owner is not None:
        _adopt(draft, owner, certain)


def _is_certain(vital: Vital) -> bool:
    return vital.confirmed and not vital.dismissed


def _owner(draft: Draft, group: Group) -> Incident | None:
    """The oldest incident with this cause; else with the cause among its members; else with any of the group."""

    def nearness(incident: Incident) -> int:
        if incident.cause == group.cause:
            return 0
        if group.cause in incident.members:
            return 1
        return 3 if group.services.isdisjoint(incident.members) else 2

    ranked = sorted((incident for incident in draft.open() if not incident.by_hand), key=nearness)
    return ranked[0] if ranked and nearness(ranked[0]) < 3 else None


def _recent(draft: Draft, group: Group) -> Incident | None:
    """The incident of the same cause that ended last, if it is not too long ago; it goes on."""
    since = draft.now - draft.rules.alerts.reopen_within
    ended = [
        incident
        for incident in draft.incidents.values()
        if incident.ended_at is not None and incident.ended_at >= since and not incident.merged_into
        if incident.cause == group.cause and not incident.by_hand
    ]
    if not ended:
        return None
    latest = max(ended, key=lambda incident: incident.ended_at or 0.0)
    title = words.title_of(group.cause, draft.vital(group.cause))
    return telling.take_up(draft, draft.change(latest, title=title))


def _new(draft: Draft, cause: str) -> Incident:
    vital = draft.vital(cause)
    incident = Incident(
        id=draft.number(),
        cause=cause,
        title=words.title_of(cause, vital),
        opened=draft.now,
        began=draft.now if vital.failing_since is None else vital.failing_since,
        severity=severity_of(draft.rules, (cause,)),
    )
    return draft.change(incident)


def _adopt(draft: Draft, owner: Incident, services: list[str]) -> None:
    """Make `services` members of `owner` and of no other incident; one that is left with none is merged into it."""
    for other in draft.open():
        if other.id != owner.id and not other.by_hand and not set(services).isdisjoint(other.members):
            left = tuple(name for name in other.members if name not in services)
            other = draft.change(other, members=left, unsaid=tuple(name for name in other.unsaid if name in left))
            if not left and not other.alerts:
                telling.merge(draft, other, owner)
    added = tuple(name for name in services if name not in owner.members)
    if not added:
        return
    unsaid = tuple(name for name in added if name != owner.cause and name not in owner.affected)
    draft.change(
        owner,
        members=owner.members + added,
        affected=owner.affected + tuple(name for name in added if name not in owner.affected),
        unsaid=owner.unsaid + unsaid,
        unsaid_since=owner.unsaid_since if owner.unsaid else draft.now,
    )


def _rethink(draft: Draft, incident: Incident, groups: list[Group]) -> None:
    """Give the incident the root cause that its members have now, and the severity that goes with it."""
    cause = _cause(draft, incident, groups)
    if cause != incident.cause:
        before = incident.title
        incident = draft.change(
            incident,
            cause=cause,
            title=words.title_of(cause, draft.vital(cause)),
            severity=max(incident.severity, severity_of(draft.rules, (cause, *incident.members))),
            unsaid=tuple(name for name in incident.unsaid if name != cause),
        )
        if incident.opener and draft.quiet_until(incident) is None:
            text = words.cause_changed(incident, before, draft.rules)
            draft.say(incident, Kind.CHANNEL, Why.CAUSE_CHANGED, (text,))
        else:
            draft.remark(incident, Why.CAUSE_CHANGED, words.cause_changed(incident, before, draft.rules))


def _cause(draft: Draft, incident: Incident, groups: list[Group]) -> str:
    """The present root cause: one found below the old one, or, once that is settled, the one that explains most.

    What was last measured before the old cause was well tells nothing of another cause.
    """
    if incident.cause in incident.members:
        root = next((group.cause for group in groups if incident.cause in group.services), incident.cause)
        return root if root in incident.members else incident.cause
    for group in groups:
        is_failing = group.cause in incident.members and draft.vital(group.cause).status is Health.FAILING
        if is_failing and _is_seen_since_well(draft, incident.cause, group.cause):
            return group.cause
    return incident.cause
