"""The content of a message as a caller gives it -> what is stored, or the refusal."""

from __future__ import annotations

import json
from typing import Any

from bot.workspace.api.arguments import Arguments
from bot.workspace.blocks import limits as block_limits
from bot.workspace.blocks.identify import with_ids
from bot.workspace.blocks.validate import message_problems, total_characters
from bot.workspace.errors import SlackError, explained
from bot.workspace.json_types import Json
from bot.workspace.limits import Limits
from bot.workspace.model.messages import Content


def content_of(arguments: Arguments, limits: Limits) -> Content:
    """Checked content; raises no_text, invalid_blocks and their kin."""
    text, attachments = arguments.text("text"), _attachments(arguments)
    blocks = blocks_of(arguments, limits)
    markdown = arguments.text("markdown_text")
    if markdown:
        if text or blocks:
            raise SlackError("markdown_text_conflict")
        blocks = checked_blocks([{"type": "markdown", "text": markdown}], limits)
    if not text and not blocks and not attachments:
        raise SlackError("no_text")
    return Content(text[: block_limits.MESSAGE_TEXT], blocks, attachments, metadata_of(arguments))


def blocks_of(arguments: Arguments, limits: Limits) -> list[Json]:
    """The checked blocks, with their ids filled in."""
    return checked_blocks(arguments.structure("blocks", "invalid_blocks_format") or [], limits)


def checked_blocks(blocks: Any, limits: Limits) -> list[Json]:
    """Valid blocks with ids, or `invalid_blocks` naming each fault, or `msg_blocks_too_long`."""
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    problems = message_problems(blocks)
    if problems:
        raise explained("invalid_blocks", problems)
    if limits.message_characters is not None and total_characters(blocks) > limits.message_characters:
        raise SlackError("msg_blocks_too_long")
    return with_ids(blocks)


def metadata_of(arguments: Arguments) -> Json | None:
    """Message metadata: an event type and a payload, which come back with `include_all_metadata`."""
    metadata = arguments.structure("metadata", "invalid_metadata_format")
    if not metadata:
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_type"), str):
        raise SlackError("invalid_metadata_format")
    if not metadata["event_type"] or not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    if len(json.dumps(metadata).encode()) > block_limits.METADATA_BYTES:
        raise SlackError("metadata_too_large")
    return metadata


def _attachments(arguments: Arguments) -> list[Json]:
    attachments = arguments.structure("attachments", "invalid_attachments") or []
    if not isinstance(attachments, list) or not all(isinstance(entry, dict) for entry in attachments):
        raise SlackError("invalid_attachments")
    if len(attachments) > block_limits.ATTACHMENTS:
        raise SlackError("too_many_attachments")
    return attachments
