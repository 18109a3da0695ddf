"""The golden_path section: what it takes, and what it says about a mistake."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from handlers.golden_path.compiling import compile_plan, schema_names
from handlers.golden_path.schema_files import load_schemas
from handlers.stack.golden_path import GoldenPath
from tests.handlers.golden_path.test_journey import FAULTS
from tests.handlers.golden_path.walking import section

EXAMPLE = Path(__file__).parents[4] / "shared" / "examples" / "stack-staging.yaml"
CONNECT = {"stage": "open", "kind": "connect", "url": "ws://h/ws"}
SEND = {"stage": "say", "kind": "send", "text": "hello"}


@pytest.mark.skipif(not EXAMPLE.exists(), reason="the shared example is not beside this repository")
def test_the_staging_example_compiles_as_it_stands() -> None:
    document = yaml.safe_load(EXAMPLE.read_text("utf-8"))
    config = GoldenPath.model_validate(document["environments"]["staging"]["golden_path"])
    plan = compile_plan(config, load_schemas(schema_names(config)))
    assert [stage.stage for stage in plan.stages] == [
        "login", "token", "connect", "send", "events", "answer", "close",
    ]  # fmt: skip


def test_an_address_that_waits_for_a_variable_is_let_through() -> None:
    assert GoldenPath.model_validate(section(login={"url": "https://${HOST:?}/login"}))


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
        ({"stages": [CONNECT, SEND]}, "nothing awaits the reply"),
        ({"stages": [{**CONNECT, "kind": "teleport"}]}, "teleport"),
        ({"stages": [{**SEND, "json": {}}]}, "either `json` or `text`"),
    ],
)
def test_a_mistake_is_said_in_words(described: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        GoldenPath.model_validate(described)


GUIDE = (Path(__file__).parents[3] / "docs" / "how-to" / "golden-path.md").read_text("utf-8")


@pytest.mark.parametrize("block", re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL))
def test_the_journeys_of_the_guide_compile(block: str) -> None:
    config = GoldenPath.model_validate(yaml.safe_load(block)["golden_path"])
    assert compile_plan(config, load_schemas(schema_names(config))).stages


@pytest.mark.parametrize("fault", FAULTS)
def test_the_guide_names_every_failure(fault: str) -> None:
    alike = {"login-502": "login-404", "early-close-4401": "early-close-1011", "early-close-1006": "early-close-1011"}
    assert f"`{alike.get(fault, fault)}`" in GUIDE
