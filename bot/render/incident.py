"""Incidents for a terminal and for scripts. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.incidents import mentions, words
from bot.incidents.model import Incident
from bot.store.incidents import Filed


def incident_table(filed: Sequence[Filed]) -> RenderableType:
    """One line for each."""
    if not filed:
        return Text("There are no such incidents.")
    table = Table("Incident", "Severity", "Began (UTC)", "Lasted", "Who", "What")
    table.columns[0].no_wrap = True
    for one in filed:
        incident = one.incident
        lasted = "goes on" if incident.closed is None else words.lasting(incident.closed - incident.began)
        cells = (incident.id, incident.severity.name, f"{_moment(incident.began):%Y-%m-%d %H:%M}", lasted)
        table.add_row(*map(Text, (*cells, mentions.plain(_who(incident)), mentions.plain(incident.title))))
    return table


def incident_page(filed: Filed) -> RenderableType:
    """One with its timeline."""
    incident = filed.incident
    lines = [Text(f"{incident.id} [{incident.severity.name}] {filed.environment}: {_plain(incident.title)}", "bold")]
    lines += [Text(fact) for fact in _facts(incident)]
    lines += [
        Text.assemble((f"  {_moment(line.at):%Y-%m-%d %H:%M:%S}  ", "dim"), _plain(line.text))
        for line in incident.timeline
    ]
    return Group(*lines)


def incident_json(filed: Filed, *, timeline: bool = False) -> dict[str, Any]:
    """One as JSON; times are ISO 8601 in UTC, people by name."""
    incident = filed.incident
    document: dict[str, Any] = {
        "id": incident.id,
        "environment": filed.environment,
        "cause": incident.cause or None,
        "title": mentions.plain(incident.title),
        "severity": incident.severity.name,
        "began": _iso(incident.began),
        "opened": _iso(incident.opened),
        "acknowledged": _iso(incident.acknowledged_at),
        "closed": _iso(incident.closed),
        "holder": mentions.plain(incident.holder.by) if incident.holder else None,
        "assignee": mentions.plain(incident.assignee) or None,
        "members": list(incident.members),
        "affected": list(incident.affected),
        "by_hand": incident.by_hand,
        "reopened": incident.reopened,
        "merged_into": incident.merged_into or None,
    }
    if timeline:
        document["timeline"] = [
            {"at": _iso(line.at), "reason": line.why.value, "text": mentions.plain(line.text)}
            for line in incident.timeline
        ]
    return document


def _facts(incident: Incident) -> Iterator[str]:
    yield f"Began {words.when(incident.began)}, certain after {words.lasting(incident.opened - incident.began)}"
    if incident.acknowledged_at is not None:
        yield f"Acknowledged after {words.lasting(incident.acknowledged_at - incident.began)}"
    if incident.closed is not None:
        yield f"Ended {words.when(incident.closed)} after {words.lasting(incident.closed - incident.began)}"
    if _who(incident):
        yield f"With {mentions.plain(_who(incident))}"
    if incident.affected:
        yield f"Affected: {', '.join(incident.affected)}"
    if incident.merged_into:
        yield f"Went on as {incident.merged_into}"


def _who(incident: Incident) -> str:
    return incident.holder.by if incident.holder else incident.assignee


def _plain(text: str) -> str:
    return mentions.plain(" ".join(text.split()))


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def _iso(at: float | None) -> str | None:
    return None if at is None else _moment(at).isoformat()
