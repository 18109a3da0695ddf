"""Block Kit's parts, each made to fit Slack's limits: a message that is too large is refused whole, and the alert lost.

Limits: the Block Kit reference; the undocumented total near 13,200 characters is what bolt-js issue 2509 measured.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]

MESSAGE_BLOCKS = 50
MESSAGE_CHARACTERS = 13_000
TEXT_CHARACTERS = 3_900
_QUOTE = "\u02bc"  # looks like a backtick's place without ending the code
_SECTION = 3_000
_HEADER = 150
_BUTTON = 75
_VALUE = 2_000


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted: `text` is the notification and the fallback, `blocks` what is seen."""

    text: str
    blocks: tuple[Block, ...] = ()


def escape(text: str) -> str:
    """Text as text: no mention, link or channel reference can come out of it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def clip(text: str, limit: int) -> str:
    """At most `limit` characters, with a mark where something is gone."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def code(text: str) -> str:
    """Inline code from untrusted text."""
    return "`" + escape(text).replace("`", _QUOTE).replace("\n", " ") + "`"


def code_block(text: str, limit: int = 600) -> str:
    """A code block from untrusted text, cut to `limit` characters."""
    return "```" + escape(clip(text, limit)).replace("```", _QUOTE * 3) + "```"


def header(text: str) -> Block:
    """A large plain line."""
    return {"type": "header", "text": {"type": "plain_text", "text": clip(text, _HEADER), "emoji": True}}


def section(markdown: str) -> Block:
    """A paragraph of mrkdwn; untrusted parts must have been escaped."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": clip(markdown, _SECTION) or " "}}


def sections(lines: Iterable[str]) -> list[Block]:
    """Lines packed into as few sections as their limit allows; no line is cut in two."""
    blocks: list[Block] = []
    chunk = ""
    for line in lines:
        if chunk and len(chunk) + len(line) + 1 > _SECTION:
            blocks.append(section(chunk))
            chunk = ""
        chunk = f"{chunk}\n{line}" if chunk else line
    return [*blocks, section(chunk)] if chunk else blocks


def context(*markdown: str) -> Block:
    """A small grey line."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": clip(text, _SECTION)} for text in markdown[:10]]}


def divider() -> Block:
    """A rule."""
    return {"type": "divider"}


def button(label: str, action: str, value: Mapping[str, Any], *, style: str | None = None) -> Block:
    """A button; `value` comes back with the click and must stay small (ValueError past 2,000 characters)."""
    encoded = json.dumps(value, separators=(",", ":"))
    if len(encoded) > _VALUE:
        raise ValueError(f"a button's value has at most {_VALUE} characters, not {len(encoded)}")
    element: Block = {
        "type": "button",
        "action_id": action,
        "text": {"type": "plain_text", "text": clip(label, _BUTTON), "emoji": True},
        "value": encoded,
    }
    return {**element, "style": style} if style else element


def confirmed(element: Block, question: str, yes: str) -> Block:
    """The button, with a dialog before it does anything."""
    dialog = {
        "title": {"type": "plain_text", "text": "Are you sure?"},
        "text": {"type": "plain_text", "text": clip(question, 300)},
        "confirm": {"type": "plain_text", "text": clip(yes, 30)},
        "deny": {"type": "plain_text", "text": "No"},
    }
    return {**element, "confirm": dialog}


def actions(*buttons: Block) -> Block:
    """A row of buttons."""
    return {"type": "actions", "elements": list(buttons[:25])}


def fits(blocks: Sequence[Block]) -> bool:
    """Whether Slack takes these blocks in one message."""
    tables = sum(block["type"] == "table" for block in blocks)
    return len(blocks) <= MESSAGE_BLOCKS and tables <= 1 and _size(blocks) <= MESSAGE_CHARACTERS


def split(blocks: Sequence[Block]) -> list[tuple[Block, ...]]:
    """The blocks as messages, in order, each within the limits."""
    messages: list[tuple[Block, ...]] = []
    page: list[Block] = []
    for block in blocks:
        if page and not fits([*page, block]):
            messages.append(tuple(page))
            page = []
        page.append(block)
    return [*messages, tuple(page)] if page else messages


def _size(blocks: Sequence[Block]) -> int:
    return len(json.dumps(blocks, ensure_ascii=False))
