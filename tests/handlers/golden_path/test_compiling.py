"""From the section of stack.yaml to a plan."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.golden_path.compiling import planted, schema_names
from handlers.stack.golden_path import GoldenPath
from tests.handlers.golden_path.walking import plan, section


def test_a_refresh_is_walked_between_login_and_token() -> None:
    made = plan(refresh={"url": "http://h/refresh", "form": {"refresh_token": "{{refresh_token}}"}})
    assert [stage.stage for stage in made.stages][:3] == ["login", "refresh", "token"]


@pytest.mark.parametrize(
    ("message", "field", "text"),
    [
        ({"message": "hi"}, "message", "hi [{{marker}}]"),
        ({"message": "hi {{marker}}"}, "message", "hi {{marker}}"),
        ({"message": "hi"}, None, "hi"),
        ({"message": "hi", "text": 5}, "text", "hi"),
    ],
)
def test_the_marker_is_planted_once(message: dict[str, Any], field: str | None, text: str) -> None:
    assert planted(message, field)["message"] == text


def test_schemas_are_named_once_and_none_is_none() -> None:
    assert schema_names(GoldenPath.model_validate(section())) == {"agent-events"}
    assert schema_names(GoldenPath.model_validate(section(expect={"schema": "none"}))) == frozenset()
