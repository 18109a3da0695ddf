"""An environment is described by what the runbook knows of it, and nothing else."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from handlers.stack.environment import CloudRunPlatform, Environment, ProcessPlatform, Stack


def environment(**fields: object) -> Environment:
    return Environment.model_validate({"services": {"a": {}}, **fields})


def test_a_service_alone_is_an_environment() -> None:
    described = environment()
    assert described.protected is False
    assert described.platform is None
    assert described.schedule == ()


@pytest.mark.parametrize(
    ("platform", "kind"),
    [
        ({"kind": "cloud_run", "project": "p", "region": "r"}, CloudRunPlatform),
        ({"kind": "process", "url": "http://127.0.0.1:8000"}, ProcessPlatform),
    ],
)
def test_the_platform_is_told_by_its_kind(platform: dict[str, str], kind: type) -> None:
    assert isinstance(environment(platform=platform).platform, kind)


@pytest.mark.parametrize(
    "wrong",
    [
        {"platform": {"kind": "cloud_run", "project": "p"}},
        {"platform": {"kind": "process", "url": "ftp://h"}},
        {"platform": {"project": "p"}},
        {"settings_agree": [{"name": "x"}]},
        {"unknown": 1},
        {"tests": {"least_kept": 90}},
        {"tests": {"least_kept": -0.1}},
        {"tests": {"keep_runs": "soon"}},
    ],
)
def test_what_is_incomplete_or_unknown_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        environment(**wrong)


def test_a_stack_has_a_version_and_environments() -> None:
    stack = Stack.model_validate({"version": 1, "environments": {"a": {"services": {"b": {}}}}})
    assert stack.slack.incident_channel == "#incidents"
    wrongs: tuple[dict[str, object], ...] = ({"environments": {}}, {"version": 2, "environments": {}}, {"version": 1})
    for wrong in wrongs:
        with pytest.raises(ValidationError):
            Stack.model_validate(wrong)


def test_a_description_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        environment().protected = True  # type: ignore[misc]  # that it is refused is the point
