"""The small types that stack.yaml's fields are made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from handlers.core.model import HttpUrl, Model, Pattern, Port, Seconds, WebSocketUrl, parse_duration, unset
from handlers.core.model import unset_variables as waiting_for


class Everything(Model):
    """One field of each type."""

    port: Port = 80
    timeout: Seconds = 5.0
    url: HttpUrl = "http://h"
    socket: WebSocketUrl = "ws://h"
    pattern: Pattern = ""
    inner: tuple[dict[str, str], ...] = ()


def accepts(**fields: object) -> bool:
    try:
        Everything.model_validate(fields)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("250ms", 0.25), ("5s", 5), ("1.5m", 90), ("2h", 7200), ("7d", 604800), (" 5 s ", 5), (3, 3), (0.5, 0.5)],
)
def test_durations_are_seconds(text: object, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    "value", ["", "5", "5 apples", "-5s", "0s", "400d", "1e3s", True, None, [5], -1, 0, "\u0665s", "nan"]
)
def test_what_is_no_duration_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="expected"):
        parse_duration(value)


@pytest.mark.parametrize("url", ["http://h", "https://h:8443/x?y#z", "HTTP://H", "http://[::1]:80/", "http://u:p@h/"])
def test_addresses_are_accepted(url: str) -> None:
    assert accepts(url=url)


@pytest.mark.parametrize(
    "url",
    [
        *("", "h", "//h", "ftp://h", "ws://h", "http://", "http://:80", "http://h:x", "http://h:99999", "http://h/a b"),
        *("http://h\n", "http://[::1", "file:///etc/passwd", "gopher://h", "javascript:alert(1)"),
    ],
)
def test_what_is_no_http_address_is_refused(url: str) -> None:
    assert not accepts(url=url)


def test_a_websocket_address_has_its_own_schemes() -> None:
    assert accepts(socket="wss://h/ws")
    assert not accepts(socket="https://h/ws")


@pytest.mark.parametrize(("port", "right"), [(1, True), (65535, True), ("8000", True), (0, False), (65536, False)])
def test_ports_have_bounds(port: object, right: bool) -> None:
    assert accepts(port=port) is right


@pytest.mark.parametrize(
    ("pattern", "right"), [("a+", True), ("(", False), ("a{99999}", False), ("(?P<x>", False), (r"(a)\1", False)]
)
def test_patterns_compile(pattern: str, right: bool) -> None:
    assert accepts(pattern=pattern) is right


@pytest.mark.parametrize("field", ["port", "timeout", "url", "socket", "pattern"])
def test_a_field_that_waits_for_a_variable_is_let_through(field: str) -> None:
    model = Everything.model_validate({field: unset("NAME")})
    assert waiting_for(model) == ("NAME",)


def test_variables_are_found_however_deep_and_each_once() -> None:
    inner = ({"a": f"x{unset('ONE')}y{unset('TWO')}"}, {"b": unset("ONE")})
    assert waiting_for(Everything(inner=inner)) == ("ONE", "TWO")
    assert waiting_for(Everything()) == ()
    assert waiting_for({"a": "${NOT_A_PLACE_HOLDER}"}) == ()


def test_unknown_fields_are_refused_without_showing_values() -> None:
    with pytest.raises(ValidationError) as refused:
        Everything.model_validate({"prot": "hunter22", "port": "hunter33"})
    assert "hunter" not in str(refused.value)


@given(st.text(max_size=30))
def test_any_text_is_a_duration_or_a_value_error(text: str) -> None:
    try:
        assert parse_duration(text) > 0
    except ValueError as error:
        assert "expected" in str(error)  # noqa: PT017 - either outcome is right
