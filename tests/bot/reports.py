"""Reports to render in tests."""

from __future__ import annotations

from handlers.core.report import Action, Evidence, File, Finding, Report, Role, Status, Table


def failing_report() -> Report:
    """One cause with one symptom, a table and a picture."""
    return Report(
        capability="diagnose",
        environment="staging",
        status=Status.FAILING,
        headline="Root cause: PostgreSQL refuses connections (postgres)",
        findings=(
            Finding(
                "postgres-down",
                "postgres",
                "PostgreSQL refuses connections",
                Role.CAUSE,
                explanation="Nothing listens on its port.",
                evidence=(Evidence("postgres/postgres", "connection refused at 127.0.0.1:5432"),),
                confidence=0.9,
                reasons=("its own probe fails",),
                next_step="Start PostgreSQL",
                action=Action("restart", "Restart postgres", {"service": "postgres"}, undo="stop it again"),
            ),
            Finding("symptom", "backend", "answers 502", Role.SYMPTOM, path=("backend", "postgres")),
            Finding("note", "redis", "is close to its memory limit"),
        ),
        tables=(Table("Probes", ("service", "result"), (("postgres", "refused"), ("redis", "ok"))),),
        files=(File("map.png", "image/png", b"\x89PNG\r\n", "the dependency graph"),),
        data={"seconds": 1.5},
    )


def healthy_report() -> Report:
    """All is well."""
    return Report("diagnose", "staging", Status.HEALTHY, "All 5 services of staging are healthy")
