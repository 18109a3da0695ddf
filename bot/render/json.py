"""Report -> one JSON document."""

from __future__ import annotations

import base64
from dataclasses import asdict
from typing import Any

from handlers.core.report import Finding, Report, Role


def report_json(report: Report, run: str = "", *, files: bool = False) -> dict[str, Any]:
    """The document of `--json`: causes first and best first, then what they explain, then everything else.

    Files are listed by name and size; `files=True` adds their content in base64.
    """
    causes = [_finding(cause, report) for cause in report.causes]
    return {
        "capability": report.capability,
        "environment": report.environment,
        "service": report.service,
        "run": run,
        "status": report.status.value,
        "headline": report.headline,
        "causes": causes,
        "symptoms": [_finding(symptom, report) for symptom in report.symptoms],
        "notes": [_finding(note, report) for note in report.findings if note.role is Role.NOTE],
        "tables": [asdict(table) for table in report.tables],
        "actions": [asdict(action) for action in report.actions],
        "files": [
            {
                "name": file.name,
                "media_type": file.media_type,
                "bytes": len(file.content),
                **({"content": base64.b64encode(file.content).decode()} if files else {}),
            }
            for file in report.files
        ],
        "data": dict(report.data),
    }


def _finding(finding: Finding, report: Report) -> dict[str, Any]:
    data = asdict(finding)
    del data["role"]
    if finding.role is Role.CAUSE:
        # A symptom's path leads from it to its cause, the cause last.
        data["symptoms"] = [s.service for s in report.symptoms if s.path and s.path[-1] == finding.service]
    return data
