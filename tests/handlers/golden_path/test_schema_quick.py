"""The quick check against the full validator: it may decline, but it may never say yes where the validator says no."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from handlers.golden_path.schema_files import built_in_schema
from handlers.golden_path.schema_quick import quick_check
from tests.handlers.golden_path.walking import good_events

BUILT_IN = json.loads(built_in_schema().read_text("utf-8"))
_names = st.sampled_from(["a", "b", "type"])
_values = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.floats(-2, 2) | st.text(max_size=2) | _names,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_names, inner, max_size=3),
    max_leaves=5,
)
_types = st.sampled_from(["object", "array", "string", "boolean", "null", "number", "integer"])
_leaf = st.fixed_dictionaries(
    {},
    optional={
        "type": _types | st.lists(_types, min_size=1, max_size=2, unique=True),
        "required": st.lists(_names, max_size=2, unique=True),
        "minLength": st.integers(0, 3),
        "enum": st.lists(st.text(max_size=1) | st.integers(0, 1) | st.booleans(), min_size=1, max_size=3),
        "const": st.sampled_from(["a", 1, True, None]),
        "description": st.text(max_size=3),
    },
)
_schemas = st.recursive(
    _leaf,
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "properties": st.dictionaries(_names, inner, max_size=2),
            "allOf": st.lists(inner, min_size=1, max_size=2),
            "if": inner,
            "then": inner,
            "else": inner,
            "type": _types,
        },
    ),
    max_leaves=4,
)


@settings(max_examples=200, deadline=None)
@given(_schemas, _values)
def test_a_quick_yes_is_always_the_validators_yes(schema: dict[str, Any], instance: Any) -> None:
    check = quick_check(schema)
    if check is not None and check(instance):
        assert Draft202012Validator(schema).is_valid(instance)


@pytest.mark.parametrize("place", range(5))
def test_the_built_in_schema_has_a_quick_check_that_takes_good_events(place: int) -> None:
    check = quick_check(BUILT_IN)
    assert check is not None
    assert check(good_events()[place])


@settings(deadline=None)
@given(st.sampled_from(good_events()), _names | st.sampled_from(sorted(good_events()[3])), _values)
def test_on_events_the_quick_check_and_the_validator_agree(event: dict[str, Any], name: str, value: Any) -> None:
    check = quick_check(BUILT_IN)
    changed = {**event, name: value}
    assert check is not None
    assert check(changed) == Draft202012Validator(BUILT_IN).is_valid(changed)


@pytest.mark.parametrize("schema", [{"oneOf": []}, {"properties": {"a": {"pattern": "x"}}}, {"const": 1}, True, []])
def test_an_unknown_keyword_has_no_quick_check(schema: Any) -> None:
    assert quick_check(schema) is None
