"""What changed recently: deployments and settings, as the platforms tell of them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from handlers.core.report import Table
from handlers.diagnosis.evidence import Seen, SeenByService

RECENT = timedelta(hours=1)
MOST = 12  # rows of the table
_CONSEQUENCE = re.compile(r"\b(?:exited|killed|crash|restarted after)\b", re.IGNORECASE)


class Change(NamedTuple):
    """Something somebody did to a service, and when (UTC)."""

    at: datetime
    what: str


Changes = Mapping[str, tuple[Change, ...]]


def recent_changes(seen: SeenByService, now: datetime) -> dict[str, tuple[Change, ...]]:
    """By service, newest first: what was done to it within the last hour. What merely happened to it is left out."""
    found = {}
    for service, observed in seen.items():
        changes = {change for one in observed for change in _changes(one) if now - change.at <= RECENT}
        if changes:
            found[service] = tuple(sorted(changes, reverse=True))
    return found


def change_table(changes: Changes, now: datetime) -> Table | None:
    """The newest changes of all services; None when there are none."""
    rows = sorted(
        ((change.at, service, change.what) for service, made in changes.items() for change in made), reverse=True
    )
    if not rows:
        return None
    cells = tuple((ago(now - at), service, what) for at, service, what in rows[:MOST])
    return Table("What changed recently", ("when", "service", "change"), cells)


def ago(since: timedelta) -> str:
    """`just now`, `5 min ago`, `2 h ago`."""
    minutes = int(since.total_seconds() // 60)
    if minutes < 1:
        return "just now"
    return f"{minutes} min ago" if minutes < 120 else f"{minutes // 60} h ago"


def _changes(seen: Seen) -> Iterator[Change]:
    for told in seen.observation.facts.get("changes") or ():
        change = _change(told)
        if change is not None and not _CONSEQUENCE.search(change.what):
            yield change


def _change(told: Any) -> Change | None:
    try:
        at = datetime.fromisoformat(str(told["at"]))
        return Change(at if at.tzinfo else at.replace(tzinfo=UTC), str(told["what"]))
    except (TypeError, KeyError, ValueError):
        return None
