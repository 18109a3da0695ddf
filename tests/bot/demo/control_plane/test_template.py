"""Templates and the variables they mean."""

from typing import Any

import pytest

from bot.demo.control_plane import template
from bot.demo.control_plane.errors import Refused
from bot.demo.control_plane.secrets import SecretManager

SECRETS = SecretManager({"jwt-secret": "s3cret"})


def test_there_and_back() -> None:
    variables = {"A": "1", "JWT_SECRET": "s3cret"}
    built = template.build("backend", {**variables, "PORT": "1", "PATH": "/bin"}, SECRETS, 2**28)
    env = template.container(built)["env"]
    assert env[1] == {"name": "JWT_SECRET", "valueFrom": {"secretKeyRef": {"name": "jwt-secret", "key": "latest"}}}
    assert template.variables(built, SECRETS) == variables
    assert template.memory_limit(built) == 2**28


def test_a_missing_secret_is_told_by_its_place() -> None:
    broken = {
        "spec": {"containers": [{"env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "x", "key": "1"}}}]}]}
    }
    with pytest.raises(Refused, match=r"containers\[0\].env\[0\].*secrets/x/versions/1 was not found"):
        template.variables(broken, SECRETS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("512Mi", 2**29), ("1Gi", 2**30), ("1.5Gi", 3 * 2**29), ("100M", 10**8), ("1048576", 2**20), (None, None)],
)
def test_quantities(text: str | None, expected: int | None) -> None:
    limits = {} if text is None else {"memory": text}
    assert template.memory_limit({"spec": {"containers": [{"resources": {"limits": limits}}]}}) == expected


@pytest.mark.parametrize("broken", [{}, {"spec": {}}, {"spec": {"containers": []}}, {"spec": {"containers": ["x"]}}])
def test_a_template_needs_a_container(broken: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="must hold a container"):
        template.container(broken)


def test_nonsense_memory_is_refused() -> None:
    with pytest.raises(Refused, match="is no quantity"):
        template.memory_limit({"spec": {"containers": [{"resources": {"limits": {"memory": "lots"}}}]}})


def test_the_name_alone_makes_no_new_revision() -> None:
    one = {"metadata": {"name": "a", "annotations": {}}, "spec": 1}
    assert template.without_name(one) == template.without_name(
        {"metadata": {"annotations": {}, "name": "b"}, "spec": 1}
    )
