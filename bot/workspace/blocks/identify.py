"""Fill in what Slack fills in: block ids and action ids that were not given, and what an input holds at first."""

from __future__ import annotations

import copy
from collections.abc import Iterator

from bot.workspace.ids import Ids
from bot.workspace.json_types import Json

_STATIC = {"image", "plain_text", "mrkdwn"}


def elements_of(block: Json) -> Iterator[Json]:
    """The interactive elements of a block."""
    if block["type"] == "actions":
        yield from block["elements"]
    for name in ("accessory", "element"):
        element = block.get(name)
        if element and element["type"] not in _STATIC:
            yield element


def with_ids(blocks: list[Json]) -> list[Json]:
    """A copy of valid blocks in which every block has a block_id and every interactive element an action_id."""
    blocks = copy.deepcopy(blocks)
    for block in blocks:
        if not block.get("block_id"):
            block["block_id"] = Ids.secret(3)
        for element in elements_of(block):
            if not element.get("action_id"):
                element["action_id"] = Ids.secret(3)
    return blocks


def initial_values(blocks: list[Json]) -> dict[str, Json]:
    """The `state.values` of freshly shown blocks: block id -> action id -> value object."""
    values: dict[str, Json] = {}
    for block in blocks:
        for element in elements_of(block):
            if element["type"] not in ("button", "overflow"):
                values.setdefault(block["block_id"], {})[element["action_id"]] = initial_value(element)
    return values


def initial_value(element: Json) -> Json:
    """What one element holds before anyone touches it, in the form it has in `state.values`."""
    kind = element["type"]
    for suffix, key in _KEYS:
        if kind.endswith(suffix):
            return {"type": kind, key[0]: element.get(key[1], [] if key[0].endswith("s") else None)}
    return {"type": kind, "value": element.get("initial_value")}


# The longer suffix comes first: `multi_users_select` also ends in `users_select`.
_KEYS = (
    ("multi_users_select", ("selected_users", "initial_users")),
    ("multi_static_select", ("selected_options", "initial_options")),
    ("multi_external_select", ("selected_options", "initial_options")),
    ("users_select", ("selected_user", "initial_user")),
    ("conversations_select", ("selected_conversation", "initial_conversation")),
    ("channels_select", ("selected_channel", "initial_channel")),
    ("static_select", ("selected_option", "initial_option")),
    ("external_select", ("selected_option", "initial_option")),
    ("checkboxes", ("selected_options", "initial_options")),
    ("radio_buttons", ("selected_option", "initial_option")),
    ("datetimepicker", ("selected_date_time", "initial_date_time")),
    ("datepicker", ("selected_date", "initial_date")),
    ("timepicker", ("selected_time", "initial_time")),
    ("rich_text_input", ("rich_text_value", "initial_value")),
)
