"""What fails, sorted by root cause."""

from dataclasses import replace

import pytest

from bot.incidents.attribution import attribute
from bot.incidents.model import Vital
from handlers.core.ports import Health
from handlers.diagnosis.graph import Graph

BAD, OK = Vital(status=Health.FAILING), Vital(status=Health.OK)
GRAPH = Graph({"db": (), "cache": (), "auth": ("db", "cache"), "web": ("auth",)}, {"web": (("cache", "db"),)})


def causes(vitals, suspects, graph=GRAPH):
    return [(group.cause, sorted(group.services)) for group in attribute(graph, vitals, suspects)]


def test_everything_above_a_failure_is_its_symptom():
    vitals = {"db": BAD, "cache": OK, "auth": BAD, "web": BAD}
    assert causes(vitals, ["web", "auth", "db"]) == [("db", ["auth", "db", "web"])]


def test_an_unknown_dependency_leaves_the_failing_service_as_the_cause():
    assert causes({"auth": BAD, "cache": OK}, ["auth"]) == [("auth", ["auth"])]


def test_a_reason_of_its_own_stands_beside_a_failing_dependency():
    vitals = {"db": BAD, "cache": OK, "auth": Vital(status=Health.FAILING, own=True), "web": BAD}
    assert causes(vitals, ["db", "auth", "web"]) == [("auth", ["auth", "web"]), ("db", ["db"])]


def test_what_is_suspected_counts_as_failing_while_it_recovers():
    assert causes({"db": OK, "cache": OK, "auth": BAD}, ["db", "auth"]) == [("db", ["auth", "db"])]


@pytest.mark.parametrize(("began", "cause"), [(100.0, "db"), (280.0, "db"), (281.0, "web")])
def test_what_fails_at_the_same_time_is_one_though_a_healthy_service_lies_between(began, cause):
    vitals = {"db": replace(BAD, failing_since=100.0), "auth": OK, "web": replace(BAD, failing_since=began)}
    chain = Graph({"db": (), "auth": ("db",), "web": ("auth",)})
    groups = attribute(chain, vitals, ["db", "web"], 180.0)
    assert next(group.cause for group in groups if "web" in group.services) == cause


def test_one_of_two_spare_paths_explains_nothing():
    vitals = {"db": replace(BAD, failing_since=1.0), "cache": OK, "auth": OK, "web": replace(BAD, failing_since=1.0)}
    spare = Graph({"db": (), "cache": (), "web": ()}, {"web": (("cache", "db"),)})
    assert len(attribute(spare, vitals, ["db", "web"], 180.0)) == 2


def test_nothing_suspected_is_no_cause():
    assert causes({"db": BAD}, []) == []


def test_a_long_chain_has_one_cause():
    names = [f"s{number}" for number in range(2000)]
    graph = Graph({name: (names[number - 1],) if number else () for number, name in enumerate(names)})
    assert [cause for cause, _ in causes(dict.fromkeys(names, BAD), names, graph)] == ["s0"]
