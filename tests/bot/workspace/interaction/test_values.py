"""What a client makes of what is typed and chosen, and what it refuses by itself."""

from __future__ import annotations

from typing import Any

import pytest

from bot.workspace.errors import Misuse
from bot.workspace.interaction.values import client_errors, entered, is_empty
from bot.workspace.json_types import Json
from tests.bot.workspace.kit import plain

OPTIONS = [{"text": plain("One"), "value": "1"}, {"text": plain("Two"), "value": "2"}]


@pytest.mark.parametrize(
    ("element", "given", "value"),
    [
        ({"type": "plain_text_input"}, "x", {"value": "x"}),
        ({"type": "plain_text_input"}, "", {"value": None}),
        ({"type": "static_select", "options": OPTIONS}, "2", {"selected_option": OPTIONS[1]}),
        ({"type": "static_select", "options": OPTIONS}, "", {"selected_option": None}),
        ({"type": "static_select", "option_groups": [{"options": OPTIONS}]}, "One", {"selected_option": OPTIONS[0]}),
        ({"type": "checkboxes", "options": OPTIONS}, ["1", "2"], {"selected_options": OPTIONS}),
        ({"type": "users_select"}, "U1", {"selected_user": "U1"}),
        ({"type": "multi_users_select"}, ["U1"], {"selected_users": ["U1"]}),
        ({"type": "datepicker"}, "2026-01-02", {"selected_date": "2026-01-02"}),
    ],
)
def test_entries_become_value_objects(element: Json, given: Any, value: Json) -> None:
    assert entered(element, given) == {"type": element["type"], **value}


def test_only_what_is_offered_can_be_chosen() -> None:
    with pytest.raises(Misuse, match="there are 1, 2"):
        entered({"type": "radio_buttons", "options": OPTIONS}, "3")


def test_emptiness() -> None:
    assert is_empty({"type": "checkboxes", "selected_options": []})
    assert not is_empty({"type": "plain_text_input", "value": "x"})


@pytest.mark.parametrize(
    ("element", "text", "error"),
    [
        ({"type": "plain_text_input", "min_length": 3}, "ab", "Enter at least 3 characters."),
        ({"type": "plain_text_input", "max_length": 3}, "abcd", "Enter at most 3 characters."),
        ({"type": "email_text_input"}, "nobody", "Enter a valid email address."),
        ({"type": "url_text_input"}, "example.com", "Enter a valid URL."),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "Enter a valid number."),
        (
            {"type": "number_input", "is_decimal_allowed": True, "max_value": "2"},
            "2.5",
            "Enter a number in the allowed range.",
        ),
        ({"type": "number_input", "is_decimal_allowed": True}, "-2.5", ""),
        ({"type": "plain_text_input"}, "fine", ""),
    ],
)
def test_the_client_checks_before_it_sends(element: Json, text: str, error: str) -> None:
    block = {"type": "input", "block_id": "b", "element": {**element, "action_id": "a"}}
    errors = client_errors([block], {"b": {"a": {"type": element["type"], "value": text}}})
    assert errors == ({"b": error} if error else {})
