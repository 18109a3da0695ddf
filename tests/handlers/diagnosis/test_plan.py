from __future__ import annotations

from typing import Any

import pytest

from handlers.core.errors import Usage
from handlers.diagnosis.plan import Spot, owners, plan
from handlers.probes.base import Observation
from handlers.stack.environment import Environment

HTTP = {"kind": "http", "url": "http://127.0.0.1:1/health"}


def environment(**changes: Any) -> Environment:
    described = {
        "platform": {"kind": "process", "url": "http://127.0.0.1:1"},
        "services": {
            "postgres": {"probes": [{"kind": "tcp", "host": "127.0.0.1", "port": 1}]},
            "auth": {"depends_on": ["postgres"], "process": "auth", "probes": [HTTP]},
            "backend": {"depends_on": ["postgres", "auth"], "process": "backend", "probes": [HTTP, HTTP]},
            "other": {"probes": [HTTP]},
        },
        "settings_agree": [
            {"name": "JWT signing secret", "members": {"auth": "JWT_SECRET_KEY", "backend": "JWT_SECRET"}}
        ],
    }
    return Environment.model_validate(described | changes)


def test_every_listed_probe_is_planned_and_the_implied_ones_too() -> None:
    assert list(plan(environment()).probes) == [
        Spot("postgres", "tcp"),
        Spot("auth", "http"),
        Spot("auth", "process"),
        Spot("backend", "http"),
        Spot("backend", "http 2"),
        Spot("backend", "process"),
        Spot("other", "http"),
        Spot("backend", "JWT signing secret"),
    ]


def test_one_service_brings_just_what_it_needs() -> None:
    planned = plan(environment(), "auth")
    assert list(planned.graph.depends_on) == ["auth", "postgres"]
    assert {spot.service for spot in planned.probes} == {"auth", "postgres"}
    assert Spot("backend", "JWT signing secret") in plan(environment(), "backend").probes


def test_only_some_services_are_measured_with_what_lies_between_them() -> None:
    planned = plan(environment(), only=["backend", "auth"])
    assert dict(planned.graph.depends_on) == {"backend": ("auth",), "auth": ()}
    assert {spot.service for spot in planned.probes} == {"auth", "backend"}
    redundant = environment(
        services={
            "a": {},
            "b": {},
            "c": {},
            "front": {"any_of": [["a", "b"], ["b", "c"]]},
        },
        settings_agree=[],
    )
    assert dict(plan(redundant, only=["front", "a", "b"]).graph.any_of) == {"front": (("a", "b"),)}
    with pytest.raises(Usage, match="did you mean backend"):
        plan(environment(), only=["bakend"])


def test_an_unknown_service_is_a_usage_error_with_the_nearest_name() -> None:
    with pytest.raises(Usage, match="did you mean backend"):
        plan(environment(), "bakend")


@pytest.mark.parametrize(
    ("facts", "service"),
    [
        ({"damaged": ["auth"]}, ("auth",)),
        ({"damaged": ["auth", "backend"]}, ("auth", "backend")),
        ({"differing": ["auth", "backend"]}, ("backend",)),
        ({}, ("backend",)),
        ({"damaged": ["elsewhere"]}, ("backend",)),
    ],
)
def test_a_setting_speaks_of_the_service_whose_copy_is_damaged(facts: dict[str, Any], service: tuple[str, ...]) -> None:
    planned = plan(environment())
    spot = Spot("backend", "JWT signing secret")
    observation = Observation.failing("settings-differ", "they differ", **facts)
    assert owners(planned.probes[spot], spot, observation, planned.graph) == service


def test_any_other_probe_speaks_of_its_own_service() -> None:
    planned = plan(environment())
    spot = Spot("auth", "http")
    assert owners(planned.probes[spot], spot, Observation.ok("well"), planned.graph) == ("auth",)
