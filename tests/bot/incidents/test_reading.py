"""A report becomes results: one for each service, or one for the check as a whole."""

import pytest

from bot.incidents.model import Result
from bot.incidents.reading import results_of
from handlers.core.ports import Health
from handlers.core.report import Evidence, Finding, Report, Role, Status
from handlers.diagnosis.graph import Graph

GRAPH = Graph({"db": (), "auth": ("db",), "web": ("auth",)})


def diagnosis(services, *findings):
    return Report("diagnose", "staging", Status.FAILING, "", findings=findings, data={"services": services})


def test_a_cause_keeps_its_name_and_a_symptom_its_evidence():
    report = diagnosis(
        {"db": "failing", "auth": "failing", "web": "unknown"},
        Finding("db-down", "db", "db is down", Role.CAUSE, evidence=(Evidence("tcp", "refused"),), confidence=0.9),
        Finding("auth-symptom", "auth", "auth fails", Role.SYMPTOM, evidence=(Evidence("http", "503"),)),
    )
    assert results_of(report, GRAPH) == (
        Result("db", Health.FAILING, "refused", "db-down", "db is down"),
        Result("auth", Health.FAILING, "503"),
        Result("web", Health.UNKNOWN),
    )


def test_a_cause_that_stands_beside_a_failing_dependency_is_its_own():
    report = diagnosis(
        {"db": "failing", "auth": "failing", "web": "healthy"},
        Finding("db-down", "db", "db is down", Role.CAUSE, confidence=0.9),
        Finding("jwt-mismatch", "auth", "keys differ", Role.CAUSE, confidence=0.8),
    )
    assert [result.own for result in results_of(report, GRAPH)] == [False, True, False]


def test_the_most_likely_of_several_causes_names_a_service():
    report = diagnosis(
        {"db": "failing"},
        Finding("full", "db", "disk full", Role.CAUSE, confidence=0.9),
        Finding("slow", "db", "slow", Role.CAUSE, confidence=0.2),
    )
    assert results_of(report, GRAPH)[0].cause == "full"


@pytest.mark.parametrize(
    ("capability", "status", "result"),
    [
        ("golden-path", Status.FAILING, Result("golden-path", Health.FAILING, "failed")),
        ("golden-path", Status.HEALTHY, Result("golden-path", Health.OK, "failed")),
        ("repair", Status.NOT_DONE, Result("repair tests", Health.FAILING, "failed")),
        ("repair", Status.UNKNOWN, Result("repair tests", Health.UNKNOWN, "failed")),
    ],
)
def test_other_checks_speak_for_themselves(capability, status, result):
    assert results_of(Report(capability, "staging", status, "failed"), GRAPH) == (result,)
