"""What changed between two diagnoses of the same thing: the first question when one is run again. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from handlers.core.report import Report, Table

TITLE = "Since the last diagnosis"
MOST = 20  # rows; a stack in which more changed is better read as a whole


def compare(previous: Report, current: Report) -> Table:
    """Causes that came and went, services whose state changed, probes that see something else.

    Without rows when nothing changed. Only what both diagnoses looked at is compared.
    """
    rows = [*_causes(previous, current), *_services(previous, current), *_probes(previous, current)]
    return Table(TITLE, ("what", "before", "now"), tuple(rows[:MOST]))


def _causes(previous: Report, current: Report) -> Iterator[tuple[str, str, str]]:
    before = [(cause.id, cause.service) for cause in previous.causes]
    now = [(cause.id, cause.service) for cause in current.causes]
    for key in before:
        if key not in now:
            yield f"cause {key[0]} ({key[1]})", "root cause", "gone"
    for key in now:
        if key not in before:
            yield f"cause {key[0]} ({key[1]})", "-", "root cause"


def _services(previous: Report, current: Report) -> Iterator[tuple[str, str, str]]:
    before, now = _mapping(previous.data.get("services")), _mapping(current.data.get("services"))
    for name, state in now.items():
        if name in before and before[name] != state:
            yield name, str(before[name]), str(state)


def _probes(previous: Report, current: Report) -> Iterator[tuple[str, str, str]]:
    before, now = _observed(previous), _observed(current)
    for name, seen in now.items():
        if name in before and before[name]["health"] == seen["health"] and before[name]["reason"] != seen["reason"]:
            yield name, str(before[name]["detail"]), str(seen["detail"])


def _observed(report: Report) -> dict[str, Mapping[str, Any]]:
    probes = report.data.get("probes")
    return {f"{probe['service']} · {probe['probe']}": probe for probe in (probes if isinstance(probes, list) else ())}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
