"""Interactive elements, each with where it may stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.workspace.blocks import limits
from bot.workspace.blocks.composition import (
    CHOICE_OPTION,
    CONFIRM,
    DISPATCH,
    MENU_OPTION,
    MENU_OPTIONS,
    OPTION_GROUPS,
    SLACK_FILE,
    plain,
    with_options,
)
from bot.workspace.blocks.rich_text import RICH_TEXT
from bot.workspace.blocks.schema import (
    Rule,
    anything,
    boolean,
    both,
    enum,
    exactly_one,
    integer,
    items,
    matching,
    problem,
    record,
    string,
    url,
)

ACTION_ID = string(limits.IDENTIFIER, 1)
_PLACEHOLDER = plain(limits.PLACEHOLDER)
_ANY: Mapping[str, Rule] = {"action_id": ACTION_ID, "focus_on_load": boolean}
_MENU: Mapping[str, Rule] = {**_ANY, "placeholder": _PLACEHOLDER, "confirm": CONFIRM}
_MULTI: Mapping[str, Rule] = {**_MENU, "max_selected_items": integer(1, 100)}
_STRINGS = items(string(limits.IDENTIFIER, 1), 100, 0)
_INPUT: Mapping[str, Rule] = {**_ANY, "placeholder": _PLACEHOLDER, "dispatch_action_config": DISPATCH}


def _lengths(value: Any, pointer: str) -> Iterator[str]:
    least, most = value.get("min_length"), value.get("max_length")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        yield problem("min_length must not be greater than max_length", pointer)


BUTTON = record(
    {"text": plain(limits.BUTTON_TEXT)},
    {
        "action_id": ACTION_ID,
        "url": url,
        "value": string(limits.BUTTON_VALUE),
        "style": enum("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(limits.ACCESSIBILITY_LABEL),
    },
)
IMAGE = both(
    record({"alt_text": string(limits.ALT_TEXT, 1)}, {"image_url": url, "slack_file": SLACK_FILE}),
    exactly_one("image_url", "slack_file"),
)
_STATIC = {"options": MENU_OPTIONS, "option_groups": OPTION_GROUPS}
_EXTERNAL = {"min_query_length": integer(0, 3000)}
_CHOICES = items(CHOICE_OPTION, limits.CHOICES)

SELECTS: Mapping[str, Rule] = {
    "static_select": both(
        with_options(record({}, {**_MENU, **_STATIC, "initial_option": MENU_OPTION})),
        exactly_one("options", "option_groups"),
    ),
    "multi_static_select": both(
        with_options(record({}, {**_MULTI, **_STATIC, "initial_options": MENU_OPTIONS})),
        exactly_one("options", "option_groups"),
    ),
    "external_select": record({}, {**_MENU, **_EXTERNAL, "initial_option": MENU_OPTION}),
    "multi_external_select": record({}, {**_MULTI, **_EXTERNAL, "initial_options": MENU_OPTIONS}),
    "users_select": record({}, {**_MENU, "initial_user": string(limits.IDENTIFIER, 1)}),
    "multi_users_select": record({}, {**_MULTI, "initial_users": _STRINGS}),
    "conversations_select": record(
        {},
        {
            **_MENU,
            "initial_conversation": string(limits.IDENTIFIER, 1),
            "default_to_current_conversation": boolean,
            "response_url_enabled": boolean,
            "filter": anything,
        },
    ),
    "channels_select": record(
        {}, {**_MENU, "initial_channel": string(limits.IDENTIFIER, 1), "response_url_enabled": boolean}
    ),
}
PICKERS: Mapping[str, Rule] = {
    "datepicker": record({}, {**_MENU, "initial_date": matching(r"\d{4}-\d{2}-\d{2}", "date")}),
    "timepicker": record(
        {}, {**_MENU, "initial_time": matching(r"([01]\d|2[0-3]):[0-5]\d", "time"), "timezone": string(100, 1)}
    ),
    "datetimepicker": record({}, {**_ANY, "confirm": CONFIRM, "initial_date_time": integer(10**9, 10**10 - 1)}),
    "checkboxes": with_options(
        record({"options": _CHOICES}, {**_ANY, "initial_options": _CHOICES, "confirm": CONFIRM})
    ),
    "radio_buttons": with_options(
        record({"options": _CHOICES}, {**_ANY, "initial_option": CHOICE_OPTION, "confirm": CONFIRM})
    ),
}
TYPED: Mapping[str, Rule] = {
    "plain_text_input": both(
        record(
            {},
            {
                **_INPUT,
                "multiline": boolean,
                "initial_value": string(limits.INPUT_CHARACTERS),
                "min_length": integer(0, limits.INPUT_CHARACTERS),
                "max_length": integer(1, limits.INPUT_CHARACTERS),
            },
        ),
        _lengths,
    ),
    "number_input": record(
        {"is_decimal_allowed": boolean},
        {**_INPUT, "initial_value": string(100), "min_value": string(100), "max_value": string(100)},
    ),
    "email_text_input": record({}, {**_INPUT, "initial_value": string(limits.INPUT_CHARACTERS)}),
    "url_text_input": record({}, {**_INPUT, "initial_value": string(limits.INPUT_CHARACTERS)}),
    "rich_text_input": record({}, {**_INPUT, "initial_value": RICH_TEXT}),
    "file_input": record({}, {"action_id": ACTION_ID, "filetypes": _STRINGS, "max_files": integer(1, 10)}),
}
OVERFLOW = record(
    {"options": items(MENU_OPTION, limits.OVERFLOW_OPTIONS)}, {"action_id": ACTION_ID, "confirm": CONFIRM}
)

IN_ACTIONS: Mapping[str, Rule] = {
    "button": BUTTON,
    "overflow": OVERFLOW,
    **{name: rule for name, rule in SELECTS.items() if not name.startswith("multi_")},
    **PICKERS,
}
IN_SECTION: Mapping[str, Rule] = {
    "button": BUTTON,
    "overflow": OVERFLOW,
    "image": IMAGE,
    **SELECTS,
    **{name: rule for name, rule in PICKERS.items() if name != "datetimepicker"},
}
IN_INPUT: Mapping[str, Rule] = {**SELECTS, **PICKERS, **TYPED}
