"""What changed between two reports of one thread, as lines for a person. Pure; the same for every capability."""

from __future__ import annotations

from handlers.core.report import Finding, Report


def compare(previous: Report, current: Report) -> list[str]:
    """New causes, causes that are gone, and services whose state changed; empty for another question."""
    if (previous.capability, previous.environment) != (current.capability, current.environment):
        return []
    before, after = _by_key(previous), _by_key(current)
    lines = [f"gone: {finding.title} ({finding.service})" for key, finding in before.items() if key not in after]
    lines += [f"new: {finding.title} ({finding.service})" for key, finding in after.items() if key not in before]
    if previous.status is not current.status:
        lines.insert(0, f"{previous.status.value} → {current.status.value}")
    return lines or ["nothing changed"]


def _by_key(report: Report) -> dict[tuple[str, str], Finding]:
    return {(finding.id, finding.service): finding for finding in (*report.causes, *report.symptoms)}
