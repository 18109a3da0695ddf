"""Cursors, as opaque as the real ones and as easily refused."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from bot.workspace.api.arguments import Arguments
from bot.workspace.errors import SlackError
from bot.workspace.json_types import Json

T = TypeVar("T")


def page(entries: Sequence[T], arguments: Arguments, *, default: int = 100, most: int = 1000) -> tuple[list[T], Json]:
    """One page of a list, and the `response_metadata` that leads to the next (`next_cursor`, empty at the end)."""
    limit = arguments.integer("limit", default) or default
    if not 0 < limit <= most:
        raise SlackError("invalid_limit")
    start = _position(arguments.text("cursor"))
    end = start + limit
    following = _cursor(end) if end < len(entries) else ""
    return list(entries[start:end]), {"next_cursor": following}


def _cursor(position: int) -> str:
    return base64.b64encode(f"next:{position}".encode()).decode()


def _position(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        word, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
        if word != "next":
            raise ValueError(cursor)
        return int(number)
    except (ValueError, binascii.Error):
        raise SlackError("invalid_cursor") from None
