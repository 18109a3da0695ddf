"""What changed between two reports of one thread, as lines for a person. Pure."""

from __future__ import annotations

from handlers.core.report import Report
from handlers.diagnosis import compare as compare_reports


def compare(previous: Report, current: Report) -> list[str]:
    """Causes that came and went, services and probes that changed; empty when another question was asked before."""
    if (previous.capability, previous.environment) != (current.capability, current.environment):
        return []
    rows = compare_reports(previous, current).rows
    return [f"{what}: {before} → {now}" for what, before, now in rows] or ["nothing changed"]
