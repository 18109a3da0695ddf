from __future__ import annotations

from handlers.core.report import Report, Status
from handlers.diagnosis.causes import find_causes
from handlers.diagnosis.evidence import Seen
from handlers.diagnosis.graph import Graph
from handlers.diagnosis.reporting import Subject, report
from tests.handlers.diagnosis.seeing import bad, blind, ok

GRAPH = Graph({"postgres": [], "redis": [], "backend": ["postgres", "redis"]})


def reported(**seen: Seen) -> Report:
    observed = {name: [seen.get(name, ok())] for name in GRAPH.depends_on}
    return report(Subject("staging", None, GRAPH), observed, find_causes(GRAPH, observed))


def test_one_cause_and_several_are_told_apart_in_the_headline() -> None:
    assert reported(postgres=bad("postgres", "refused")).headline == (
        "Root cause: PostgreSQL does not accept connections (postgres)"
    )
    both = reported(postgres=bad("postgres", "refused"), redis=bad("redis", "refused"))
    assert both.headline.startswith("2 root causes: ")
    assert "(postgres)" in both.headline
    assert "(redis)" in both.headline


def test_what_could_not_be_measured_is_said_and_makes_the_status_unknown() -> None:
    found = reported(redis=blind("redis"))
    assert found.status is Status.UNKNOWN
    assert found.headline == "Nothing is seen to fail in staging, but redis could not be measured"
    assert [finding.id for finding in found.findings] == ["redis-unknown"]


def test_health_is_told_with_what_was_measured() -> None:
    found = reported()
    assert found.status is Status.HEALTHY
    assert found.headline == "staging is healthy: 3 probes of 3 services are all right"
    assert found.findings == ()


def test_a_symptom_shows_its_own_observation_and_its_path() -> None:
    found = reported(redis=bad("redis", "refused"), backend=bad("http", "status", detail="answered 503", status=503))
    (symptom,) = found.symptoms
    assert symptom.path == ("backend", "redis")
    assert symptom.evidence[0].text == "answered 503"


def test_a_cause_says_why_it_is_believed() -> None:
    (cause,) = reported(redis=bad("redis", "refused", detail="connection refused")).causes
    assert cause.confidence == 0.85
    assert cause.reasons == ("redis: connection refused (+0.85)",)
