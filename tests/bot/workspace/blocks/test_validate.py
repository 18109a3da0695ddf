"""Blocks and views that the real Slack refuses are refused, at the same place and in the same words."""

from __future__ import annotations

from typing import Any

import pytest

from bot.workspace.blocks.validate import message_problems, total_characters, view_is_too_large, view_problems
from bot.workspace.json_types import Json
from tests.bot.workspace.kit import actions, button, modal, plain, section, text_input


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def select(kind: str = "static_select", **more: Any) -> Json:
    return {"type": kind, "action_id": "s", "placeholder": plain("Pick"), **more}


def option(value: str, text: str = "text") -> Json:
    return {"text": plain(text), "value": value}


def at(text: str, pointer: str) -> str:
    return f"{text} [json-pointer:{pointer}]"


def too_long(limit: int, path: str) -> str:
    return at(f"must be less than {limit} characters", f"/blocks/0/{path}")


CONFIRM = {"title": plain("Sure?"), "text": mrkdwn("*Really?*"), "confirm": plain("Yes"), "deny": plain("No")}
RICH = {
    "type": "rich_text",
    "elements": [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": "a", "style": {"bold": True}}]},
        {
            "type": "rich_text_list",
            "style": "ordered",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "link", "url": "https://example.com"}]}],
        },
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "code"}]},
        {"type": "rich_text_quote", "elements": [{"type": "emoji", "name": "tada"}, {"type": "user", "user_id": "U1"}]},
    ],
}
TABLE = {
    "type": "table",
    "column_settings": [{"align": "right", "is_wrapped": True}],
    "rows": [[{"type": "raw_text", "text": "a"}, {"type": "rich_text", "elements": RICH["elements"]}]],
}


@pytest.mark.parametrize(
    "block",
    [
        section("x" * 3000),
        {"type": "section", "fields": [mrkdwn("x" * 2000)] * 10},
        {**section("x"), "accessory": {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"}},
        {**section("x"), "accessory": button(confirm=CONFIRM, style="danger", url="https://example.com")},
        {"type": "header", "text": plain("x" * 150)},
        {"type": "divider"},
        {"type": "context", "elements": [mrkdwn("x"), plain("y")] * 5},
        actions(*(button(f"a{number}") for number in range(25))),
        actions(select(options=[option("1"), option("2")], initial_option=option("2"))),
        actions(select("users_select"), {"type": "datepicker", "action_id": "d", "initial_date": "2026-02-03"}),
        actions({"type": "overflow", "action_id": "o", "options": [option("1")] * 5}),
        {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a", "title": plain("t")},
        text_input(),
        {"type": "input", "label": plain("l"), "element": {"type": "checkboxes", "options": [option("1")] * 10}},
        {"type": "markdown", "text": "# x"},
        RICH,
        TABLE,
    ],
    ids=lambda block: block["type"],
)
def test_what_slack_accepts_is_accepted(block: Json) -> None:
    assert message_problems([block]) == []


@pytest.mark.parametrize(
    ("block", "problem"),
    [
        (section("x" * 3001), too_long(3001, "text/text")),
        (section(""), at("must be more than 0 characters", "/blocks/0/text/text")),
        ({"type": "section"}, at("missing required field: text", "/blocks/0")),
        ({"type": "section", "fields": [mrkdwn("x" * 2001)]}, too_long(2001, "fields/0/text")),
        ({"type": "section", "fields": [mrkdwn("x")] * 11}, at("no more than 10 items allowed", "/blocks/0/fields")),
        ({"type": "header", "text": plain("x" * 151)}, too_long(151, "text/text")),
        ({"type": "header", "text": mrkdwn("x")}, at("unsupported type: mrkdwn", "/blocks/0/text/type")),
        (
            {"type": "context", "elements": [mrkdwn("x")] * 11},
            at("no more than 10 items allowed", "/blocks/0/elements"),
        ),
        ({"type": "context", "elements": [button()]}, at("unsupported type: button", "/blocks/0/elements/0/type")),
        (
            actions(*(button(f"a{number}") for number in range(26))),
            at("no more than 25 items allowed", "/blocks/0/elements"),
        ),
        (actions(button(text="x" * 76)), too_long(76, "elements/0/text/text")),
        (actions(button(value="x" * 2001)), too_long(2001, "elements/0/value")),
        (actions(button("x" * 256)), too_long(256, "elements/0/action_id")),
        (
            actions(button(style="loud")),
            at("must be a valid enum value, one of: primary, danger", "/blocks/0/elements/0/style"),
        ),
        (actions(button(colour="red")), at("invalid additional property: colour", "/blocks/0/elements/0")),
        (
            actions(button(confirm={**CONFIRM, "title": plain("x" * 101)})),
            too_long(101, "elements/0/confirm/title/text"),
        ),
        (actions(button("a"), button("a")), at('`action_id` "a" already exists', "/blocks/0/elements/1/action_id")),
        (actions(select(options=[])), at("must provide at least 1 items", "/blocks/0/elements/0/options")),
        (
            actions(select(options=[option(str(n)) for n in range(101)])),
            at("no more than 100 items allowed", "/blocks/0/elements/0/options"),
        ),
        (
            actions(select(options=[option("1")], initial_option=option("2"))),
            at("initial option must be among the options", "/blocks/0/elements/0"),
        ),
        (actions(select(options=[option("x" * 151)])), too_long(151, "elements/0/options/0/value")),
        (
            actions({"type": "overflow", "action_id": "o", "options": [option("1")] * 6}),
            at("no more than 5 items allowed", "/blocks/0/elements/0/options"),
        ),
        (
            actions({"type": "plain_text_input", "action_id": "p"}),
            at("unsupported type: plain_text_input", "/blocks/0/elements/0/type"),
        ),
        ({"type": "image", "image_url": "https://example.com"}, at("missing required field: alt_text", "/blocks/0")),
        ({"type": "image", "image_url": "nowhere", "alt_text": "a"}, at("must be a valid url", "/blocks/0/image_url")),
        ({"type": "divider", "block_id": "x" * 256}, too_long(256, "block_id")),
        ({"type": "marquee"}, at("unsupported type: marquee", "/blocks/0/type")),
        ({"text": "x"}, at("missing required field: type", "/blocks/0")),
        ("text", at("must provide an object", "/blocks/0")),
        ({"type": "section", "text": "x"}, at("must provide an object", "/blocks/0/text")),
        (
            {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * 21]},
            at("no more than 20 items allowed", "/blocks/0/rows/0"),
        ),
        (
            {"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]},
            at("must be more than 0 characters", "/blocks/0/rows/0/0/text"),
        ),
        ({"type": "markdown", "text": "x" * 12_001}, too_long(12_001, "text")),
    ],
)
def test_what_slack_refuses_is_refused_by_name_and_place(block: Any, problem: str) -> None:
    assert problem in message_problems([block])


def test_a_bad_text_is_summed_up_before_it_is_explained() -> None:
    assert message_problems([section("x" * 3001)]) == [
        at("failed to match all allowed schemas", "/blocks/0/text"),
        at("must be less than 3001 characters", "/blocks/0/text/text"),
    ]


def test_fifty_blocks_and_no_more() -> None:
    assert message_problems([{"type": "divider"}] * 50) == []
    assert message_problems([{"type": "divider"}] * 51) == [at("no more than 50 items allowed", "/blocks")]


def test_rules_across_blocks() -> None:
    twice = [{"type": "divider", "block_id": "b"}, {"type": "divider", "block_id": "b"}]
    assert message_problems(twice) == [at('`block_id` "b" already exists', "/blocks/1/block_id")]
    assert message_problems([TABLE, TABLE]) == [at("only_one_table_allowed", "/blocks/1")]
    assert message_problems([{"type": "markdown", "text": "x" * 7000}] * 2)


def test_the_characters_of_a_message_are_added_up() -> None:
    assert total_characters([section("x" * 100), {"type": "header", "text": plain("y" * 10)}]) == 110


@pytest.mark.parametrize(
    ("view", "problem"),
    [
        (modal(title=plain("x" * 25)), at("must be less than 25 characters", "/view/title/text")),
        (modal(private_metadata="x" * 3001), at("must be less than 3001 characters", "/view/private_metadata")),
        (modal(callback_id="x" * 256), at("must be less than 256 characters", "/view/callback_id")),
        (modal(*[{"type": "divider"}] * 101), at("no more than 100 items allowed", "/view/blocks")),
        (modal({"type": "markdown", "text": "x"}), at("unsupported type: markdown", "/view/blocks/0/type")),
        (
            modal(text_input(), submit=None),
            at("must define `submit` to use an `input` block in modals", "/view/blocks/0/input"),
        ),
        (modal(title=None), at("missing required field: title", "/view")),
        ({"type": "home", "blocks": []}, at("must be a valid enum value, one of: modal", "/view/type")),
        ({"type": "modal", "title": plain("x")}, at("missing required field: blocks", "/view")),
        (modal(text_input(), text_input()), at('`block_id` "why" already exists', "/view/blocks/1/block_id")),
        ([], at("must provide an object", "/view")),
    ],
)
def test_views_are_judged_likewise(view: Any, problem: str) -> None:
    assert problem in view_problems(view)


def test_a_hundred_blocks_fit_a_view() -> None:
    assert view_problems(modal(*[{"type": "divider"}] * 100)) == []
    assert not view_is_too_large(modal(*[section("x" * 2000)] * 100))
    assert view_is_too_large(modal(*[section("x" * 3000)] * 100))
