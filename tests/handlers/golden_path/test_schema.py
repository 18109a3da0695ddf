"""Events against schemas: the built-in one, replaced ones, AsyncAPI and OpenAPI documents."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.core.errors import Permanent
from handlers.golden_path.schema import SchemaSet, compile_schema
from handlers.golden_path.schema_files import load_schemas
from tests.handlers.golden_path.walking import event, good_events

STARTED = {
    "type": "object",
    "required": ["type", "run"],
    "properties": {"type": {"const": "agent_started"}, "run": {"$ref": "#/components/schemas/Run"}},
}
RUN = {"type": "string"}
ASYNC = {
    "asyncapi": "2.6.0",
    "channels": {},
    "components": {"messages": {"Started": {"payload": STARTED}, "done": {"name": "agent_completed", "payload": {}}},
                   "schemas": {"Run": RUN}},
}  # fmt: skip
IN_PLACE = {
    "asyncapi": "2.6.0",
    "channels": {"chat/out": {"subscribe": {"message": {"oneOf": [{"name": "agent_started", "payload": STARTED}]}}}},
    "components": {"schemas": {"Run": RUN}},
}
ASYNC_3 = {
    "asyncapi": "3.0.0",
    "channels": {"out": {"messages": {"AgentStarted": {"payload": {
        "schemaFormat": "application/schema+json;version=draft-07", "schema": STARTED}}}}},
    "components": {"schemas": {"Run": RUN}},
}  # fmt: skip
OPEN = {"openapi": "3.0.3", "components": {"schemas": {"AgentStarted": STARTED, "Run": {**RUN, "nullable": True}}}}
ONE_OF = {
    "oneOf": [
        {"type": "object", "required": ["a"], "properties": {"type": {"const": "first"}}},
        {"type": "object", "required": ["b"], "properties": {"type": {"const": "second"}}},
    ]
}


@pytest.fixture(scope="module")
def built_in() -> SchemaSet:
    return load_schemas(["agent-events"])["agent-events"]


def test_good_events_hold(built_in: SchemaSet) -> None:
    assert [built_in.breach(made, made["type"]) for made in good_events()] == [None] * 5


@pytest.mark.parametrize(
    ("change", "name", "what"),
    [
        ({"agent_name": None}, "missing-field", "`agent_name` missing"),
        ({"tool_name": None}, "tool-name-missing", "`tool_name` missing"),
        ({"tool_name": ""}, "tool-name-missing", "`tool_name` missing"),
        ({"results": None}, "results-missing", "`results` missing"),
        ({"run_id": 5}, "wrong-type", "`run_id` is a number, not string"),
        ({"timestamp": {}}, "wrong-type", "`timestamp` is an object, not string or number"),
        ({"event_id": ""}, "schema-breach", "`event_id` breaks the schema's minLength"),
        ({"results": None, "agent_name": None}, "missing-field", "`agent_name` missing"),
    ],
)
def test_each_breach_has_its_name(built_in: SchemaSet, change: dict[str, Any], name: str, what: str) -> None:
    breach = built_in.breach(event("tool_completed", 3, **change), "tool_completed")
    assert breach
    assert breach.id == name
    assert breach.what.startswith(what)


def test_null_counts_as_missing(built_in: SchemaSet) -> None:
    breach = built_in.breach({**event("tool_executing", 2), "tool_name": None}, "tool_executing")
    assert breach
    assert breach.id == "tool-name-missing"


@pytest.mark.parametrize(
    "document", [ASYNC, IN_PLACE, ASYNC_3, OPEN], ids=["asyncapi", "in place", "asyncapi 3", "openapi"]
)
def test_interface_documents_serve_as_schema(document: dict[str, Any]) -> None:
    schemas = compile_schema(document, "api.yaml")
    assert schemas.breach({"type": "agent_started", "run": "r"}, "agent_started") is None
    lacking = schemas.breach({"type": "agent_started"}, "agent_started")
    assert lacking
    assert lacking.what == "`run` missing"
    wrong = schemas.breach({"type": "agent_started", "run": 1}, "agent_started")
    assert wrong
    assert wrong.id == "wrong-type"
    assert schemas.breach({"type": "not described"}, "something_else") is None


def test_a_nullable_of_openapi_takes_null() -> None:
    assert compile_schema(OPEN, "api").breach({"type": "agent_started", "run": None}, "agent_started") is None


def test_of_alternatives_the_one_of_the_events_own_type_is_explained() -> None:
    breach = compile_schema(ONE_OF, "one").breach({"type": "second", "a": 1}, "second")
    assert breach
    assert breach.what == "`b` missing"


@pytest.mark.parametrize("document", [[], "text", {"type": 5}, {"asyncapi": "2.6.0"}, {"openapi": "3.1.0"}])
def test_what_is_no_schema_is_refused(document: Any) -> None:
    with pytest.raises(Permanent):
        compile_schema(document, "broken.json")


def test_a_reference_to_elsewhere_is_not_fetched() -> None:
    schemas = compile_schema({"properties": {"type": {"$ref": "http://127.0.0.1:1/x.json"}}}, "far.json")
    breach = schemas.breach({"type": "x"}, "x")
    assert breach
    assert breach.id == "schema-broken"


def test_an_event_nested_too_deeply_is_a_breach_and_no_crash() -> None:
    deep: Any = "end"
    for _ in range(3000):
        deep = {"a": deep}
    recursive = {"properties": {"a": {"$ref": "#"}}}
    breach = compile_schema(recursive, "deep.json").breach(deep, "x")
    assert breach
    assert breach.id == "schema-breach"
