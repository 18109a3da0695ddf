"""Whole lists of blocks and whole views: the rules that reach across blocks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from bot.workspace.blocks import limits
from bot.workspace.blocks.composition import plain
from bot.workspace.blocks.layout import MESSAGE_BLOCK, VIEW_BLOCK
from bot.workspace.blocks.schema import boolean, enum, items, problem, record, string
from bot.workspace.json_types import Json


def message_problems(blocks: Any) -> list[str]:
    """What is wrong with the blocks of a message; an empty list where nothing is."""
    problems = list(items(MESSAGE_BLOCK, limits.MESSAGE_BLOCKS, 0)(blocks, "/blocks"))
    if not problems:
        problems = [*_unique(blocks, "/blocks"), *_tables(blocks), *_markdown(blocks)]
    return problems


def view_problems(view: Any, kinds: tuple[str, ...] = ("modal",)) -> list[str]:
    """What is wrong with a view, one of `kinds` (`modal`, `home`)."""
    problems = list(_VIEW(view, "/view"))
    if problems:
        return problems
    if view["type"] not in kinds:
        return [problem(f"must be a valid enum value, one of: {', '.join(kinds)}", "/view/type")]
    if view["type"] == "modal" and not view.get("title"):
        problems.append(problem("missing required field: title", "/view"))
    return [*problems, *_unique(view["blocks"], "/view/blocks"), *_submittable(view)]


def view_is_too_large(view: Json) -> bool:
    """Whether a view goes beyond 250 KB."""
    return len(json.dumps(view).encode()) > limits.VIEW_BYTES


def total_characters(blocks: list[Json]) -> int:
    """The characters of all texts in a message's blocks, which an undocumented limit adds up (bolt-js #2509)."""
    return sum(len(text) for block in blocks for text in _texts(block))


_VIEW = record(
    {"type": enum("modal", "home"), "blocks": items(VIEW_BLOCK, limits.VIEW_BLOCKS, 0)},
    {
        "title": plain(limits.VIEW_TITLE),
        "close": plain(limits.VIEW_BUTTON),
        "submit": plain(limits.VIEW_BUTTON),
        "private_metadata": string(limits.PRIVATE_METADATA),
        "callback_id": string(limits.IDENTIFIER),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "external_id": string(limits.IDENTIFIER),
        "submit_disabled": boolean,
    },
)


def _submittable(view: Json) -> Iterator[str]:
    if view["type"] == "modal" and not view.get("submit"):
        for index, block in enumerate(view["blocks"]):
            if block["type"] == "input":
                yield problem("must define `submit` to use an `input` block in modals", f"/view/blocks/{index}/input")


def _unique(blocks: list[Json], pointer: str) -> Iterator[str]:
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        block_id = block.get("block_id")
        if block_id and block_id in seen:
            yield problem(f'`block_id` "{block_id}" already exists', f"{pointer}/{index}/block_id")
        seen.add(block_id or "")
        yield from _unique_actions(block, f"{pointer}/{index}")


def _unique_actions(block: Json, pointer: str) -> Iterator[str]:
    seen: set[str] = set()
    for index, element in enumerate(block.get("elements", ()) if block["type"] == "actions" else ()):
        action_id = element.get("action_id")
        if action_id and action_id in seen:
            yield problem(f'`action_id` "{action_id}" already exists', f"{pointer}/elements/{index}/action_id")
        seen.add(action_id or "")


def _tables(blocks: list[Json]) -> Iterator[str]:
    tables = [(index, block) for index, block in enumerate(blocks) if block["type"] == "table"]
    if len(tables) > 1:
        yield problem("only_one_table_allowed", f"/blocks/{tables[1][0]}")
    for index, table in tables:
        if sum(map(len, _texts(table))) > limits.TABLE_CHARACTERS:
            yield problem(f"must be less than {limits.TABLE_CHARACTERS + 1} characters", f"/blocks/{index}/rows")


def _markdown(blocks: list[Json]) -> Iterator[str]:
    if sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > limits.MARKDOWN:
        yield problem(f"markdown blocks must be less than {limits.MARKDOWN + 1} characters in total", "/blocks")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, entry in value.items():
            if key == "text" and isinstance(entry, str):
                yield entry
            else:
                yield from _texts(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from _texts(entry)
