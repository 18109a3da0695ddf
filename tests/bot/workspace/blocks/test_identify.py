"""What Slack fills in by itself."""

from __future__ import annotations

from bot.workspace.blocks.identify import initial_values, with_ids
from bot.workspace.json_types import Json
from tests.bot.workspace.kit import actions, button, plain, section, text_input


def test_missing_ids_are_filled_in_and_given_ones_kept() -> None:
    given: list[Json] = [section("x"), actions(button("mine"), {"type": "button", "text": plain("y")})]
    blocks = with_ids(given)
    assert all(block["block_id"] for block in blocks)
    first, second = blocks[1]["elements"]
    assert first["action_id"] == "mine"
    assert second["action_id"]
    assert "block_id" not in given[0]


def test_inputs_begin_with_their_initial_values() -> None:
    option = {"text": plain("a"), "value": "a"}
    field = text_input("b1", "a1")
    field["element"]["initial_value"] = "hello"
    boxes = {"type": "checkboxes", "action_id": "a2", "options": [option], "initial_options": [option]}
    menu = {"type": "multi_users_select", "action_id": "a3"}
    blocks: list[Json] = [
        field,
        {"type": "input", "block_id": "b2", "label": plain("l"), "element": boxes},
        {"type": "input", "block_id": "b3", "label": plain("l"), "element": menu},
        {**actions(button("go")), "block_id": "b4"},
    ]
    assert initial_values(blocks) == {
        "b1": {"a1": {"type": "plain_text_input", "value": "hello"}},
        "b2": {"a2": {"type": "checkboxes", "selected_options": [option]}},
        "b3": {"a3": {"type": "multi_users_select", "selected_users": []}},
    }
