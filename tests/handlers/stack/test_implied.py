from __future__ import annotations

from typing import Any

import pytest

from handlers.probes.settings_sources import CloudRunSource, ProcessSource
from handlers.stack.environment import Environment
from handlers.stack.implied import agreement_probes, platform_probes

LOCAL = {"kind": "process", "url": "http://127.0.0.1:9"}
CLOUD = {"kind": "cloud_run", "project": "p", "region": "r"}


def environment(platform: Any, **services: Any) -> Environment:
    agree = [{"name": "JWT", "members": {"auth": "JWT_SECRET_KEY", "backend": "JWT_SECRET"}}]
    return Environment.model_validate({"platform": platform, "services": services, "settings_agree": agree})


@pytest.mark.parametrize(
    ("platform", "service", "kinds"),
    [
        (LOCAL, {"process": "auth"}, ["process"]),
        (LOCAL, {"cloud_run": "auth"}, []),
        (CLOUD, {"cloud_run": "auth"}, ["cloud_run", "cloud_run_logs"]),
        (CLOUD, {"cloud_run": "auth", "probes": [{"kind": "cloud_run", "service": "auth"}]}, ["cloud_run_logs"]),
        (None, {"process": "auth"}, []),
        (LOCAL, {}, []),
    ],
)
def test_the_platforms_view_of_a_service_is_implied(platform: Any, service: Any, kinds: list[str]) -> None:
    stack = environment(platform, auth=service)
    assert [probe.kind for probe in platform_probes(stack.services["auth"], stack)] == kinds


def test_settings_are_read_where_their_services_run() -> None:
    (probe,) = agreement_probes(environment(LOCAL, auth={"process": "a"}, backend={"cloud_run": "b"}))
    assert {name: member.variable for name, member in probe.members.items()} == {
        "auth": "JWT_SECRET_KEY",
        "backend": "JWT_SECRET",
    }
    assert probe.members["auth"].source == ProcessSource(process="a")
    assert probe.members["backend"].source == CloudRunSource(service="b")


def test_an_agreement_nobody_can_read_is_left_out() -> None:
    assert agreement_probes(environment(LOCAL, auth={})) == ()
