"""What a person enters into an element -> the value object of payloads, and what the client itself refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bot.workspace.blocks.identify import elements_of
from bot.workspace.errors import Misuse
from bot.workspace.json_types import Json

_REQUIRED = "Please complete this required field."
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")

# How each kind of element names its choice; those not listed hold a plain `value`.
_CHOICES = {
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}
_ONE_OPTION = {"static_select", "external_select", "radio_buttons", "overflow"}
_MANY_OPTIONS = {"multi_static_select", "multi_external_select", "checkboxes"}


def entered(element: Json, value: Any) -> Json:
    """The value object for what was entered: text, an option's value or text, a list of those, an id, a date.

    Raises Misuse for an option that is not offered.
    """
    kind = element["type"]
    if kind in _ONE_OPTION:
        return {"type": kind, "selected_option": _option(element, value) if value not in (None, "") else None}
    if kind in _MANY_OPTIONS:
        return {"type": kind, "selected_options": [_option(element, entry) for entry in value or ()]}
    if kind in _CHOICES:
        return {"type": kind, _CHOICES[kind]: value or None}
    return {"type": kind, "value": value or None}


def offered(element: Json) -> list[Json]:
    """All options of an element, grouped or not."""
    groups = element.get("option_groups") or []
    return [*(element.get("options") or []), *(option for group in groups for option in group["options"])]


def _option(element: Json, value: Any) -> Json:
    for option in offered(element):
        if value in (option["value"], option["text"]["text"]):
            return {key: option[key] for key in ("text", "value") if key in option}
    raise Misuse(f"{value!r} is not offered; there are {', '.join(option['value'] for option in offered(element))}")


def is_empty(value: Json) -> bool:
    """Whether a value object holds nothing."""
    return not any(entry for key, entry in value.items() if key != "type")


def client_errors(blocks: list[Json], values: dict[str, dict[str, Json]]) -> dict[str, str]:
    """What Slack's own client refuses before it submits anything: block id -> words."""
    return dict(_client_errors(blocks, values))


def _client_errors(blocks: list[Json], values: dict[str, dict[str, Json]]) -> Iterator[tuple[str, str]]:
    for block in blocks:
        if block["type"] != "input":
            continue
        for element in elements_of(block):
            value = values[block["block_id"]][element["action_id"]]
            if is_empty(value):
                if not block.get("optional"):
                    yield block["block_id"], _REQUIRED
            elif isinstance(value.get("value"), str):
                problem = _text_problem(element, value["value"])
                if problem:
                    yield block["block_id"], problem


def _text_problem(element: Json, text: str) -> str:
    if len(text) < element.get("min_length", 0):
        return f"Enter at least {element['min_length']} characters."
    if len(text) > element.get("max_length", 3000):
        return f"Enter at most {element.get('max_length', 3000)} characters."
    if element["type"] == "email_text_input" and not _EMAIL.fullmatch(text):
        return "Enter a valid email address."
    if element["type"] == "url_text_input" and not re.fullmatch(r"https?://\S+", text):
        return "Enter a valid URL."
    if element["type"] == "number_input":
        return _number_problem(element, text)
    return ""


def _number_problem(element: Json, text: str) -> str:
    if not _NUMBER.fullmatch(text) or ("." in text and not element["is_decimal_allowed"]):
        return "Enter a valid number."
    if float(text) < float(element.get("min_value", "-inf")) or float(text) > float(element.get("max_value", "inf")):
        return "Enter a number in the allowed range."
    return ""
