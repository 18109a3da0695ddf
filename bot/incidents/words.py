"""What is said, in plain text. Whoever posts it escapes it; nothing in here is markup."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from textwrap import shorten

from bot.incidents.model import Incident, Vital
from bot.incidents.rules import Rules

_NAMED = 10
_DETAIL = 150  # characters of a detail in a title; all of it is among the evidence
_A_DATE = 10**8  # seconds; a recorded story may count from its own beginning instead of from 1970


def title_of(service: str, vital: Vital) -> str:
    """What is wrong with a service, as the diagnosis put it, or as its check did."""
    detail = shorten(vital.detail, _DETAIL, placeholder=" ...")
    return vital.title or (f"{service} fails: {detail}" if detail else f"{service} fails")


def root(incident: Incident, rules: Rules) -> str:
    """The root message: the incident's present state. It changes only when that does, never with time alone."""
    parts = [f"[{incident.severity.name}] {rules.environment}: {incident.title}"]
    if not incident.is_open:
        parts[0] = f"{'Merged' if incident.merged_into else 'Ended'}: {parts[0]}"
        parts.append(f"{when(incident.began)}, lasted {lasting((incident.closed or 0.0) - incident.began)}")
        return ". ".join(parts) + "."
    if rules.impact:
        parts.append(f"At risk: {rules.impact}")
    symptoms = [name for name in incident.members if name != incident.cause]
    if symptoms:
        parts.append(f"Failing because of it: {names(symptoms)}")
    parts.append(f"Since {when(incident.began)}")
    if incident.flapping:
        parts.append("Flapping: it comes and goes, and is not spoken of again until it is stable")
    if incident.holder:
        parts.append(f"Acknowledged by {incident.holder.by}")
    if incident.assignee:
        parts.append(f"Assigned to {incident.assignee}")
    return ". ".join(parts) + "."


def ended(incident: Incident, rules: Rules) -> str:
    """The end, with how long it took to notice, to be taken care of, and to be over."""
    closed = incident.closed or 0.0
    parts = [
        f"Ended after {lasting(closed - incident.began)}: {rules.environment}: {incident.title}",
        f"Detected after {lasting(incident.opened - incident.began)}",
    ]
    if incident.acknowledged_at is not None:
        parts.append(f"acknowledged after {lasting(incident.acknowledged_at - incident.began)}")
    if incident.reopened:
        parts.append("came back once" if incident.reopened == 1 else f"came back {incident.reopened} times")
    others = [name for name in incident.affected if name != incident.cause]
    if others:
        parts.append(f"also affected: {names(others)}")
    return ". ".join((parts[0], ", ".join(parts[1:]))) + "."


def reopened(incident: Incident, rules: Rules) -> str:
    """It has come back."""
    return f"Again: [{incident.severity.name}] {rules.environment}: {incident.title}. Same thread as before."


def cause_changed(incident: Incident, before: str, rules: Rules) -> str:
    """The incident goes on under another cause."""
    return f"[{incident.severity.name}] {rules.environment}: the cause is now {incident.title}; it was {before}."


def severity_raised(incident: Incident, rules: Rules) -> str:
    """More is hit than was at first."""
    return f"Now {incident.severity.name}: {rules.environment}: {incident.title}. Failing: {names(incident.members)}."


def joined(incident: Incident) -> str:
    """More fails, for the same reason."""
    return f"{names(incident.unsaid)} {'fails' if len(incident.unsaid) == 1 else 'fail'} because of {incident.cause}."


def repeated(incident: Incident, now: float) -> str:
    """It is still broken."""
    return f"Still failing after {lasting(now - incident.began)}: {incident.title}. Nobody has acknowledged it."


def names(services: Collection[str]) -> str:
    """Names in a row, the first ten of them."""
    shown = list(services)[:_NAMED]
    more = len(services) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def when(at: float) -> str:
    """A moment in UTC; in a story that counts from its own beginning, the second."""
    if at < _A_DATE:
        return f"second {at:g}"
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S} UTC"


def lasting(seconds: float) -> str:
    """A time span in its two greatest units."""
    left = max(0, round(seconds))
    parts = []
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60), ("s", 1)):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2]) or "0 s"
