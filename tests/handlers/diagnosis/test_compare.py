from __future__ import annotations

from handlers.core.report import Report
from handlers.diagnosis.causes import find_causes
from handlers.diagnosis.compare import compare
from handlers.diagnosis.evidence import Seen
from handlers.diagnosis.graph import Graph
from handlers.diagnosis.reporting import Subject, report
from tests.handlers.diagnosis.seeing import bad, ok

GRAPH = Graph({"postgres": [], "backend": ["postgres"]})
WELL = {"postgres": [ok("postgres")], "backend": [ok()]}
BROKEN = {"postgres": [bad("postgres", "refused", detail="connection refused")], "backend": [bad("http", "status")]}


def reported(seen: dict[str, list[Seen]]) -> Report:
    return report(Subject("staging", None, GRAPH), seen, find_causes(GRAPH, seen))


def test_nothing_changed_gives_no_rows() -> None:
    table = compare(reported(BROKEN), reported(BROKEN))
    assert table.rows == ()


def test_a_mended_stack_lists_what_went() -> None:
    table = compare(reported(BROKEN), reported(WELL))
    assert table.rows == (
        ("cause postgres-down (postgres)", "root cause", "gone"),
        ("postgres", "failing", "healthy"),
        ("backend", "failing", "healthy"),
    )


def test_a_new_cause_is_listed() -> None:
    assert ("cause postgres-down (postgres)", "-", "root cause") in compare(reported(WELL), reported(BROKEN)).rows


def test_the_same_probe_failing_otherwise_is_told() -> None:
    slow = {**BROKEN, "postgres": [bad("postgres", "timeout", detail="no connection within 5 s")]}
    assert compare(reported(BROKEN), reported(slow)).rows == (
        ("postgres · postgres", "connection refused", "no connection within 5 s"),
    )


def test_reports_of_different_parts_are_compared_where_they_overlap() -> None:
    part = {"postgres": BROKEN["postgres"]}
    graph = Graph({"postgres": []})
    smaller = report(Subject("staging", "postgres", graph), part, find_causes(graph, part))
    assert compare(smaller, reported(BROKEN)).rows == ()
