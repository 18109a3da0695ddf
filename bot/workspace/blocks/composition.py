"""Composition objects: text, options, confirmation dialogs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.workspace.blocks import limits
from bot.workspace.blocks.schema import Rule, boolean, both, by_type, enum, items, problem, record, string, url, wrapped


def text(most: int, *, plain_only: bool = False, least: int = 1) -> Rule:
    """A text object of `least` to `most` characters; `plain_only` forbids mrkdwn."""
    plain = record({"text": string(most, least)}, {"emoji": boolean})
    marked = record({"text": string(most, least)}, {"verbatim": boolean})
    kinds = {"plain_text": plain} if plain_only else {"plain_text": plain, "mrkdwn": marked}
    return wrapped(by_type(kinds))


def plain(most: int, least: int = 1) -> Rule:
    """A plain_text object."""
    return text(most, plain_only=True, least=least)


CONFIRM = record(
    {
        "title": plain(limits.CONFIRM_TITLE),
        "text": text(limits.CONFIRM_TEXT),
        "confirm": plain(limits.CONFIRM_BUTTON),
        "deny": plain(limits.CONFIRM_BUTTON),
    },
    {"style": enum("primary", "danger")},
)

# Radio buttons and checkboxes take mrkdwn in their options; menus do not.
MENU_OPTION = record(
    {"text": plain(limits.OPTION_TEXT), "value": string(limits.OPTION_VALUE, 1)},
    {"description": plain(limits.OPTION_TEXT), "url": url},
)
CHOICE_OPTION = record(
    {"text": text(limits.OPTION_TEXT), "value": string(limits.OPTION_VALUE, 1)},
    {"description": text(limits.OPTION_TEXT)},
)
MENU_OPTIONS = items(MENU_OPTION, limits.SELECT_OPTIONS)
OPTION_GROUPS = items(record({"label": plain(limits.OPTION_TEXT), "options": MENU_OPTIONS}), limits.OPTION_GROUPS)

DISPATCH = record(
    {}, {"trigger_actions_on": items(enum("on_enter_pressed", "on_character_entered"), 2)}
)  # dispatch_action_config

SLACK_FILE = record({}, {"id": string(limits.IDENTIFIER, 1), "url": url})


def _initial_is_offered(value: Any, pointer: str) -> Iterator[str]:
    offered = list(value.get("options") or [])
    for group in value.get("option_groups") or []:
        offered += group["options"]
    chosen = [value["initial_option"]] if value.get("initial_option") else value.get("initial_options") or []
    if any(option not in offered for option in chosen):
        yield problem("initial option must be among the options", pointer)


def with_options(rule: Rule) -> Rule:
    """A rule for an element whose initial choice must be one of its options, letter by letter."""
    return both(rule, _initial_is_offered)
