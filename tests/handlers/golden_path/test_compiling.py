"""From the section of stack.yaml to a plan."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from handlers.core.errors import Permanent
from handlers.golden_path.compiling import planted, schema_names
from handlers.stack.golden_path import GoldenPath
from tests.handlers.golden_path.walking import plan, plan_of, section

CONNECT = {"stage": "open", "kind": "connect", "url": "ws://h/ws"}
SEND = {"stage": "say", "kind": "send", "text": "hello"}


def test_a_refresh_is_walked_between_login_and_token() -> None:
    made = plan(refresh={"url": "http://h/refresh", "form": {"refresh_token": "{{refresh_token}}"}})
    assert [stage.stage for stage in made.stages][:3] == ["login", "refresh", "token"]


def test_a_message_nobody_awaits_an_answer_to_is_refused() -> None:
    with pytest.raises(Permanent, match="nothing awaits the reply"):
        plan_of({"stages": [CONNECT, SEND]})


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


@pytest.mark.parametrize(
    ("described", "words"),
    [
        ({}, "lacks login, connect, send, expect"),
        (section() | {"stages": [CONNECT]}, "not both"),
        ({"stages": [CONNECT, CONNECT]}, "its own"),
        (section(resume={"after": "agent_completed"}), "before the last"),
        (section(expect={"events": ["a", "a"]}), "named twice"),
        (section(expect={"answer": {"event": "x", "field": "y"}}), "not one of the expected"),
        (section(login={"url": "ftp://h/x"}), "cannot be used here"),
        (section(connect={"url": "http://h/x"}), "cannot be used here"),
        (section(login={"url": "http://{{host}}/x"}), "only hosts named here"),
        ({"stages": [{**CONNECT, "kind": "teleport"}]}, "teleport"),
        ({"stages": [{**SEND, "json": {}}]}, "either `json` or `text`"),
    ],
)
def test_a_mistake_is_said_in_words(described: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        GoldenPath.model_validate(described)
