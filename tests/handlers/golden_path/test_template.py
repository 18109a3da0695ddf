"""Placeholders and dotted paths."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.golden_path.failures import Failed
from handlers.golden_path.template import dig, fill, fill_url, present

MEMORY = {"token": "abc", "count": 3, "claims": {"sub": "u-1"}, "path": "../x?y"}


@pytest.mark.parametrize(
    ("value", "filled"),
    [
        ("{{count}}", 3),
        ("n={{ count }}", "n=3"),
        ("{{claims.sub}}", "u-1"),
        ("jwt.{{token|base64url}}", "jwt.YWJj"),
        ({"a": ["{{token}}", 1, None]}, {"a": ["abc", 1, None]}),
        ("{ {token} } {token}", "{ {token} } {token}"),
    ],
)
def test_placeholders_are_filled(value: Any, filled: Any) -> None:
    assert fill(value, MEMORY) == filled


def test_what_was_never_captured_is_named() -> None:
    with pytest.raises(Failed) as caught:
        fill("{{order_id}}", MEMORY)
    assert (caught.value.failure.id, caught.value.failure.at) == ("capture-missing", "order_id")


def test_a_value_in_an_address_is_quoted() -> None:
    assert fill_url("http://h/{{path}}", MEMORY) == "http://h/..%2Fx%3Fy"


@pytest.mark.parametrize(
    ("path", "found"), [("a.b", 1), ("list.1", "y"), ("list.7", None), ("a.b.c", None), ("null", None), ("x", None)]
)
def test_dotted_paths(path: str, found: Any) -> None:
    value = dig({"a": {"b": 1}, "list": ["x", "y"], "null": None}, path)
    assert (value if present(value) else None) == found


@pytest.mark.parametrize("document", [None, 1, "text", [], True])
def test_a_path_into_nothing_finds_nothing(document: Any) -> None:
    assert not present(dig(document, "a"))
    assert not present(dig(document, "a.b"))
