"""The rich_text block, which is also a table's cell."""

from __future__ import annotations

from bot.workspace.blocks import limits
from bot.workspace.blocks.schema import anything, boolean, by_type, enum, integer, items, record, string, url

_STYLE = record(
    {},
    dict.fromkeys(
        ("bold", "italic", "strike", "code", "highlight", "client_highlight", "unlink", "underline"), boolean
    ),
)
_ID = string(limits.IDENTIFIER, 1)
_INLINE = by_type(
    {
        "text": record({"text": string(limits.MARKDOWN, 1)}, {"style": _STYLE}),
        "link": record({"url": url}, {"text": string(limits.TEXT), "unsafe": boolean, "style": _STYLE}),
        "emoji": record({"name": _ID}, {"unicode": string(100), "style": _STYLE, "skin_tone": integer(1, 6)}),
        "user": record({"user_id": _ID}, {"style": _STYLE}),
        "usergroup": record({"usergroup_id": _ID}, {"style": _STYLE}),
        "channel": record({"channel_id": _ID}, {"style": _STYLE}),
        "team": record({"team_id": _ID}, {"style": _STYLE}),
        "broadcast": record({"range": enum("here", "channel", "everyone")}, {"style": _STYLE}),
        "color": record({"value": string(20, 1)}, {"style": _STYLE}),
        "date": record(
            {"timestamp": anything, "format": string(200, 1)}, {"url": url, "fallback": string(200), "style": _STYLE}
        ),
    }
)
_MANY = 1000
_INLINES = items(_INLINE, _MANY, 0)
_SECTION = record({"elements": _INLINES})
_FRAMED = record({"elements": _INLINES}, {"border": integer(0, 1), "language": string(100)})
_PART = by_type(
    {
        "rich_text_section": _SECTION,
        "rich_text_preformatted": _FRAMED,
        "rich_text_quote": _FRAMED,
        "rich_text_list": record(
            {"style": enum("bullet", "ordered"), "elements": items(by_type({"rich_text_section": _SECTION}), _MANY, 0)},
            {"indent": integer(0, 8), "offset": integer(0, 100_000), "border": integer(0, 1)},
        ),
    }
)
RICH_TEXT = record({"elements": items(_PART, _MANY, 0)}, {"block_id": _ID})
