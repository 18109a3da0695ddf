"""Layout blocks: which there are, what each may hold, and on which surface it may stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.workspace.blocks import limits
from bot.workspace.blocks.composition import SLACK_FILE, plain, text
from bot.workspace.blocks.elements import IMAGE, IN_ACTIONS, IN_INPUT, IN_SECTION
from bot.workspace.blocks.rich_text import RICH_TEXT
from bot.workspace.blocks.schema import (
    Rule,
    anything,
    boolean,
    both,
    by_type,
    enum,
    exactly_one,
    integer,
    items,
    problem,
    record,
    string,
    url,
)

_ID: Mapping[str, Rule] = {"block_id": string(limits.IDENTIFIER, 1)}


def _text_or_fields(value: Any, pointer: str) -> Iterator[str]:
    if value.get("text") is None and value.get("fields") is None:
        yield problem("missing required field: text", pointer)


_SECTION = both(
    record(
        {},
        {
            **_ID,
            "text": text(limits.TEXT),
            "fields": items(text(limits.SECTION_FIELD), limits.SECTION_FIELDS),
            "accessory": by_type(IN_SECTION),
            "expand": boolean,
        },
    ),
    _text_or_fields,
)
_IMAGE = both(
    record(
        {"alt_text": string(limits.ALT_TEXT, 1)},
        {**_ID, "image_url": url, "slack_file": SLACK_FILE, "title": plain(limits.IMAGE_TITLE)},
    ),
    exactly_one("image_url", "slack_file"),
)
_CONTEXT_TEXT = text(limits.TEXT)
_CONTEXT = by_type({"image": IMAGE, "plain_text": _CONTEXT_TEXT, "mrkdwn": _CONTEXT_TEXT})
_INPUT = record(
    {"label": plain(limits.INPUT_LABEL), "element": by_type(IN_INPUT)},
    {**_ID, "hint": plain(limits.INPUT_LABEL), "optional": boolean, "dispatch_action": boolean},
)
_CELL = by_type(
    {
        "raw_text": record({"text": string(limits.TABLE_CHARACTERS, 1)}),
        "raw_number": record({"value": anything}, {"text": string(limits.TABLE_CHARACTERS)}),
        "rich_text": RICH_TEXT,
    }
)
_COLUMN = record({}, {"align": enum("left", "center", "right"), "is_wrapped": boolean})
_TABLE = record(
    {"rows": items(items(_CELL, limits.TABLE_COLUMNS), limits.TABLE_ROWS)},
    {**_ID, "column_settings": items(_COLUMN, limits.TABLE_COLUMNS, 0)},
)
_VIDEO = record(
    {"alt_text": string(limits.ALT_TEXT), "title": plain(200), "thumbnail_url": url, "video_url": url},
    {
        **_ID,
        "author_name": string(50),
        "description": plain(200),
        "provider_icon_url": url,
        "provider_name": string(50),
        "title_url": url,
    },
)
_EVERYWHERE: Mapping[str, Rule] = {
    "actions": record({"elements": items(by_type(IN_ACTIONS), limits.ACTIONS_ELEMENTS)}, _ID),
    "context": record({"elements": items(_CONTEXT, limits.CONTEXT_ELEMENTS)}, _ID),
    "divider": record({}, _ID),
    "header": record({"text": plain(limits.HEADER)}, {**_ID, "level": integer(1, 4)}),
    "image": _IMAGE,
    "input": _INPUT,
    "rich_text": RICH_TEXT,
    "section": _SECTION,
    "video": _VIDEO,
}
_MARKDOWN = record({"text": string(limits.MARKDOWN, 1)}, _ID)

MESSAGE_BLOCK = by_type({**_EVERYWHERE, "markdown": _MARKDOWN, "table": _TABLE})
VIEW_BLOCK = by_type(_EVERYWHERE)
