from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.diagnosis.causes import Diagnosis, find_causes
from handlers.diagnosis.changes import Change
from handlers.diagnosis.evidence import Seen
from handlers.diagnosis.graph import Graph
from tests.handlers.diagnosis.outages import outage
from tests.handlers.diagnosis.seeing import bad, blind, ok

SHOP = Graph(
    {
        "postgres": [],
        "redis": [],
        "auth": ["postgres", "redis"],
        "backend": ["postgres", "redis", "auth"],
        "gateway": ["backend", "auth"],
    }
)
REFUSED = bad("http", "refused")
UNAVAILABLE = bad("http", "status", status=503)
BAD_GATEWAY = bad("http", "status", status=502)


def diagnosed(graph: Graph = SHOP, /, **seen: Sequence[Seen] | Seen) -> Diagnosis:
    observed = {name: [value] if isinstance(value, Seen) else value for name, value in seen.items()}
    return find_causes(graph, {name: observed.get(name, [ok()]) for name in graph.depends_on})


def ids(diagnosis: Diagnosis) -> list[str]:
    return [cause.id for cause in diagnosis.causes]


def test_a_healthy_stack_has_no_cause() -> None:
    assert ids(diagnosed()) == []


@pytest.mark.parametrize(
    ("seen", "cause", "service"),
    [
        (
            {
                "postgres": bad("postgres", "refused"),
                "auth": UNAVAILABLE,
                "backend": UNAVAILABLE,
                "gateway": BAD_GATEWAY,
            },
            "postgres-down",
            "postgres",
        ),
        ({"redis": bad("redis", "refused"), "auth": UNAVAILABLE, "backend": UNAVAILABLE}, "redis-down", "redis"),
        ({"backend": [REFUSED, bad("process", "exited", exit_code=1)], "gateway": BAD_GATEWAY},
         "backend-crash-at-start", "backend"),
        ({"backend": [ok(), bad("token", "token-refused")],
          "gateway": bad("websocket", "handshake-refused", status=401)}, "jwt-mismatch", "backend"),
        ({"auth": [ok(), bad("http", "status", "e2e-bypass", status=404)], "gateway": blind("websocket")},
         "e2e-bypass-missing", "auth"),
        ({"auth": REFUSED, "backend": UNAVAILABLE, "gateway": UNAVAILABLE}, "auth-down", "auth"),
        ({"postgres": bad("postgres", "slow"), "auth": bad("http", "slow"), "backend": bad("http", "timeout")},
         "slow-database", "postgres"),
    ],
)  # fmt: skip
def test_every_fault_is_named_as_itself(seen: dict[str, Seen], cause: str, service: str) -> None:
    diagnosis = diagnosed(**seen)
    assert [(found.id, found.service) for found in diagnosis.causes] == [(cause, service)]
    assert set(diagnosis.symptoms) == {name for name in seen if name != service and diagnosis.ward.cases.get(name)}


def test_a_stopped_database_is_named_as_what_it_is_whatever_it_is_called() -> None:
    graph = Graph({"store": [], "web": ["store"]})
    stopped = [bad("postgres", "refused"), bad("process", "stopped")]
    (cause,) = diagnosed(graph, store=stopped, web=UNAVAILABLE).causes
    assert (cause.id, cause.service, cause.title) == (
        "postgres-down",
        "store",
        "PostgreSQL does not accept connections",
    )


def test_a_symptom_carries_the_path_to_its_cause() -> None:
    diagnosis = diagnosed(postgres=bad("postgres", "refused"), backend=UNAVAILABLE, gateway=BAD_GATEWAY)
    assert diagnosis.path("gateway") == ("gateway", "backend", "postgres")


def test_two_independent_faults_are_two_causes() -> None:
    diagnosis = diagnosed(redis=bad("redis", "refused"), postgres=bad("postgres", "refused"), backend=UNAVAILABLE)
    assert sorted(ids(diagnosis)) == ["postgres-down", "redis-down"]


def test_its_own_crash_stands_although_a_dependency_fails_too() -> None:
    crash = bad("process", "exited", exception="ModuleNotFoundError", message="No module named 'orjson'", exit_code=1)
    diagnosis = diagnosed(redis=bad("redis", "refused"), backend=[REFUSED, crash], gateway=BAD_GATEWAY)
    assert sorted(ids(diagnosis)) == ["backend-crash-at-start", "redis-down"]


def test_a_missing_endpoint_below_does_not_explain_a_service_that_is_down() -> None:
    diagnosis = diagnosed(auth=[ok(), bad("http", "status", "e2e-bypass", status=404)], backend=REFUSED)
    assert sorted(ids(diagnosis)) == ["backend-down", "e2e-bypass-missing"]


def test_slowness_below_does_not_explain_a_refused_token() -> None:
    diagnosis = diagnosed(postgres=bad("postgres", "slow"), backend=[ok(), bad("token", "token-refused")])
    assert sorted(ids(diagnosis)) == ["jwt-mismatch", "slow-database"]


def test_one_of_two_redundant_paths_is_no_cause_of_what_is_above() -> None:
    graph = Graph({"a": [], "b": [], "web": []}, {"web": [["a", "b"]]})
    one_down = diagnosed(graph, a=REFUSED, web=UNAVAILABLE)
    assert sorted(ids(one_down)) == ["a-down", "web-failing"]
    both_down = diagnosed(graph, a=REFUSED, b=REFUSED, web=UNAVAILABLE)
    assert sorted(ids(both_down)) == ["a-down", "b-down"]


def test_unknown_is_neither_healthy_nor_a_cause() -> None:
    diagnosis = diagnosed(postgres=blind("postgres"), backend=UNAVAILABLE)
    assert [(cause.id, cause.service) for cause in diagnosis.causes] == [("backend-failing", "backend")]
    assert any("postgres could not be measured" in reason for reason in diagnosis.causes[0].reasons)
    assert list(diagnosis.ward.unknown) == ["postgres"]


def test_unknown_is_the_cause_where_a_service_that_needs_it_says_so() -> None:
    body = '{"checks": {"postgres": {"ok": false, "error": "password authentication failed for user"}}}'
    backend = bad("http", "status", status=503, body=body)
    diagnosis = diagnosed(postgres=blind("postgres"), backend=backend, gateway=BAD_GATEWAY)
    assert [(cause.id, cause.service) for cause in diagnosis.causes] == [("postgres-auth", "postgres")]
    assert diagnosis.path("gateway") == ("gateway", "backend", "postgres")
    assert diagnosis.causes[0].confidence < 0.9


def test_a_failure_is_followed_through_a_service_nobody_measured() -> None:
    graph = Graph({"db": [], "middle": ["db"], "web": ["middle"]})
    diagnosis = diagnosed(graph, db=bad("postgres", "refused"), middle=[], web=UNAVAILABLE)
    assert ids(diagnosis) == ["postgres-down"]
    assert diagnosis.path("web") == ("web", "middle", "db")


def test_a_circle_of_failing_services_names_its_strongest_member() -> None:
    graph = Graph({"a": ["b"], "b": ["a"], "web": ["a"]})
    diagnosis = diagnosed(graph, a=UNAVAILABLE, b=REFUSED, web=BAD_GATEWAY)
    assert [cause.service for cause in diagnosis.causes] == ["b"]
    assert diagnosis.path("web") == ("web", "a", "b")


def test_errors_left_in_a_log_do_not_make_a_healthy_service_fail() -> None:
    assert ids(diagnosed(backend=[ok(), bad("logs", "errors-logged", errors=3)])) == []


def test_a_chain_of_ten_thousand_is_no_deep_stack() -> None:
    graph = Graph({"s0": []} | {f"s{i}": [f"s{i - 1}"] for i in range(1, 10_000)})
    seen = {name: [UNAVAILABLE] for name in graph.depends_on}
    diagnosis = find_causes(graph, seen)
    assert [cause.service for cause in diagnosis.causes] == ["s0"]
    assert len(diagnosis.path("s9999")) == 10_000


NAMES = tuple("abcdefgh")
OBSERVATIONS = st.sampled_from(
    [ok(), REFUSED, UNAVAILABLE, BAD_GATEWAY, blind(), bad("http", "timeout"), bad("http", "slow"),
     bad("token", "token-refused"), bad("process", "exited"), bad("postgres", "refused"),
     bad("http", "status", status=404)]
)  # fmt: skip


@st.composite
def wards(draw: st.DrawFn) -> tuple[Graph, Mapping[str, list[Seen]]]:
    edges = {name: draw(st.lists(st.sampled_from(NAMES), max_size=3)) for name in NAMES}
    groups = {name: [draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3))] for name in NAMES[:3]}
    return Graph(edges, groups), {name: draw(st.lists(OBSERVATIONS, max_size=3)) for name in NAMES}


def facts(diagnosis: Diagnosis) -> tuple[object, ...]:
    return (
        [(cause.id, cause.service, cause.confidence) for cause in diagnosis.causes],
        {name: diagnosis.path(name)[-1] for name in sorted(diagnosis.symptoms)},
    )


@settings(max_examples=40)
@given(wards())
def test_every_failing_service_is_a_cause_or_has_a_path_to_one(ward: tuple[Graph, Mapping[str, list[Seen]]]) -> None:
    diagnosis = find_causes(*ward)
    causes = {cause.service for cause in diagnosis.causes}
    for service in diagnosis.ward.cases:
        assert service in causes or diagnosis.path(service)[-1] in causes
    assert causes.isdisjoint(diagnosis.symptoms)
    assert causes <= set(diagnosis.ward.cases)


@settings(max_examples=40)
@given(wards())
def test_a_healthy_service_more_changes_nothing(ward: tuple[Graph, Mapping[str, list[Seen]]]) -> None:
    graph, seen = ward
    more = Graph({**graph.depends_on, "new": list(NAMES)}, graph.any_of)
    assert facts(find_causes(more, {**seen, "new": [ok()]})) == facts(find_causes(graph, seen))


@settings(max_examples=40)
@given(wards(), st.randoms(use_true_random=False))
def test_the_order_of_services_and_probes_is_nothing(
    ward: tuple[Graph, Mapping[str, list[Seen]]], random: object
) -> None:
    graph, seen = ward
    names = list(graph.depends_on)
    random.shuffle(names)  # type: ignore[attr-defined]  # hypothesis hands over a random.Random
    turned = Graph({name: graph.depends_on[name] for name in names}, graph.any_of)
    again = find_causes(turned, {name: seen[name][::-1] for name in names})
    first = find_causes(graph, seen)
    assert {(c.id, c.service) for c in again.causes} == {(c.id, c.service) for c in first.causes}
    assert set(again.symptoms) == set(first.symptoms)


@settings(max_examples=40)
@given(wards())
def test_an_engine_without_failures_names_nothing(ward: tuple[Graph, Mapping[str, list[Seen]]]) -> None:
    graph, seen = ward
    calm = {name: [one for one in observed if one.observation.health != "failing"] for name, observed in seen.items()}
    assert find_causes(graph, calm).causes == ()


@pytest.mark.parametrize("down", ["cloudsql", "redis", "vpc"])
def test_one_host_down_is_one_cause_where_parents_as_redundant_paths_give_three(down: str) -> None:
    """A monitor that takes `auth: [vpc, cloudsql, redis]` for redundant paths calls cloudsql, auth, backend causes."""
    graph = Graph(
        {
            "vpc": [], "cloudsql": ["vpc"], "redis": ["vpc"], "auth": ["vpc", "cloudsql", "redis"],
            "backend": ["auth", "cloudsql", "redis"], "frontend": ["backend"], "ws": ["backend"],
        }
    )  # fmt: skip
    broken = {name for name in graph.depends_on if down in graph.closure(name)}
    diagnosis = find_causes(graph, {name: [REFUSED if name in broken else ok()] for name in graph.depends_on})
    assert [cause.service for cause in diagnosis.causes] == [down]
    assert set(diagnosis.symptoms) == broken - {down}


@settings(max_examples=150)
@given(st.integers(0, 2**32))
def test_of_any_outage_of_any_stack_exactly_the_causes_are_named(seed: int) -> None:
    made = outage(Random(seed))  # noqa: S311 - no secret
    diagnosis = find_causes(made.graph, made.seen)
    assert {cause.service for cause in diagnosis.causes} == made.causes
    assert set(diagnosis.symptoms) == made.failing - made.causes - made.hidden
    assert all(diagnosis.path(service)[-1] in made.causes for service in diagnosis.symptoms)


@settings(max_examples=150)
@given(st.integers(0, 2**32))
def test_whatever_could_not_be_measured_nothing_healthy_or_unseen_is_accused(seed: int) -> None:
    made = outage(Random(seed), hide_causes=True)  # noqa: S311 - no secret
    named = {cause.service for cause in find_causes(made.graph, made.seen).causes}
    assert named <= made.failing - made.hidden
    assert bool(named) == bool(made.failing - made.hidden)


def test_a_change_speaks_for_the_cause_it_may_have_brought_about() -> None:
    moments = [datetime(2026, 11, 1, 10, minute, tzinfo=UTC) for minute in (1, 0)]
    changes = {
        "svc": (
            Change(moments[0], "environment changed: CACHE_MIB"),
            Change(moments[1], "environment changed: JWT_SECRET"),
        )
    }
    differing = bad("settings_agree", "settings-differ", setting="JWT secret", variables={"svc": "JWT_SECRET"})
    seen = {"svc": [bad("process", "exited", exit_code=137), differing]}
    told = {cause.id: cause.evidence for cause in find_causes(Graph({"svc": []}), seen, changes).causes}
    assert set(told) == {"memory-limit", "jwt-mismatch"}
    assert [one.text for one in told["memory-limit"] if one.source == "change"] == [
        "environment changed: CACHE_MIB at 10:01:00 UTC"
    ]
    assert [one.text for one in told["jwt-mismatch"] if one.source == "change"] == [
        "environment changed: JWT_SECRET at 10:00:00 UTC"
    ]


def test_what_was_earlier_counts_only_where_something_fails_now_and_for_less() -> None:
    crash = {"reason": "exited", "detail": "before, it exited with code 1", "exit_code": 1, "restarts": 0}
    log = {"reason": "logged", "detail": "in its log", "log": 'ERROR relation "users" does not exist\nrefused'}
    graph = Graph({"svc": []})
    assert find_causes(graph, {"svc": [ok("process", past=[crash, log])]}).causes == ()
    stopped = bad("process", "stopped", past=[crash, log])
    causes = find_causes(graph, {"svc": [stopped]}).causes
    assert [cause.id for cause in causes] == ["svc-down", "svc-crash-at-start", "migration-pending"]
    assert causes[0].confidence > causes[1].confidence > causes[2].confidence


def test_all_that_one_look_saw_is_named() -> None:
    also = [{"reason": "out-of-memory", "detail": "full", "policy": "noeviction"}]
    (first, second) = find_causes(Graph({"svc": []}), {"svc": [bad("redis", "replica", also=also)]}).causes
    assert {first.id, second.id} == {"redis-read-only", "redis-out-of-memory"}
