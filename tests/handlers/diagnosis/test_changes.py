from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from handlers.diagnosis.causes import find_causes
from handlers.diagnosis.changes import Change, ago, change_table, recent_changes
from handlers.diagnosis.graph import Graph
from tests.handlers.diagnosis.seeing import bad, ok

NOW = datetime(2025, 11, 20, 12, 0, tzinfo=UTC)


def told(minutes: float, what: str) -> dict[str, str]:
    return {"at": (NOW - timedelta(minutes=minutes)).isoformat(), "what": what}


def test_changes_of_the_last_hour_are_kept_newest_first() -> None:
    seen = {"backend": [ok("process", changes=[told(90, "deployed"), told(20, "deployed"), told(3, "env changed")])]}
    assert [change.what for change in recent_changes(seen, NOW)["backend"]] == ["env changed", "deployed"]


@pytest.mark.parametrize("what", ["exited with code 1", "restarted after a crash", "killed: it used 300 MiB"])
def test_what_merely_happened_is_no_change(what: str) -> None:
    assert recent_changes({"backend": [ok("process", changes=[told(1, what)])]}, NOW) == {}


@pytest.mark.parametrize("junk", [None, "x", [1, "y", {"at": "yesterday", "what": "x"}, {"what": "x"}]])
def test_junk_is_passed_over(junk: object) -> None:
    assert recent_changes({"backend": [ok("process", changes=junk)]}, NOW) == {}


def test_the_table_names_service_and_age() -> None:
    table = change_table({"a": (Change(NOW - timedelta(minutes=5), "deployed"),)}, NOW)
    assert table is not None
    assert table.rows == (("5 min ago", "a", "deployed"),)
    assert change_table({}, NOW) is None


@pytest.mark.parametrize(
    ("minutes", "words"), [(0.5, "just now"), (1, "1 min ago"), (119, "119 min ago"), (180, "3 h ago")]
)
def test_ages_read_well(minutes: float, words: str) -> None:
    assert ago(timedelta(minutes=minutes)) == words


def test_a_recent_change_strengthens_a_hypothesis_and_is_its_evidence() -> None:
    graph, seen = Graph({"backend": []}), {"backend": [bad("http", "status", status=500)]}
    changes = {"backend": (Change(NOW, "environment changed: JWT_SECRET"),)}
    plain, changed = find_causes(graph, seen).causes[0], find_causes(graph, seen, changes).causes[0]
    assert changed.confidence > plain.confidence
    assert any("JWT_SECRET" in reason for reason in changed.reasons)
    assert any("JWT_SECRET" in evidence.text for evidence in changed.evidence)


def test_a_gateway_just_changed_is_not_excused_by_a_backend_that_answers() -> None:
    graph = Graph({"backend": [], "gateway": ["backend"]})
    seen = {"backend": [bad("http", "status", status=500)], "gateway": [bad("http", "status", status=502)]}
    changes = {"gateway": (Change(NOW, "environment changed: BACKEND_URL"),)}
    assert {cause.id for cause in find_causes(graph, seen).causes} == {"backend-failing"}
    assert {cause.id for cause in find_causes(graph, seen, changes).causes} == {"backend-failing", "upstream-down"}
