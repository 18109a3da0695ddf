"""Slack's text conventions: escaping, mentions, links. Pure."""

from __future__ import annotations

import re

from bot.workspace.state import Workspace

_MENTION = re.compile(r"<@(U[A-Z0-9]+)(?:\|[^>]*)?>")
_AT = re.compile(r"(?<![\w<])@([a-z0-9][\w.-]*)")
_HASH = re.compile(r"(?<![\w<&])#([a-z0-9][\w-]*)")
_URL = re.compile(r"(?<![<|\w])(https?://[^\s<>|]+)")


def escape(text: str) -> str:
    """`&`, `<` and `>` as Slack's three entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mentioned_users(text: str) -> set[str]:
    """The ids of the users a text mentions."""
    return set(_MENTION.findall(text))


def as_typed(workspace: Workspace, text: str, *, labelled: bool = False) -> str:
    """What becomes of text a person types: escaped, with @names, #channels and addresses turned into links.

    `labelled` writes mentions as `<@U1|alice>`, the form slash commands with `should_escape` receive.
    """

    def person(match: re.Match[str]) -> str:
        user = next((user for user in workspace.users.values() if user.name == match[1]), None)
        group = next((group for group in workspace.groups.values() if group.handle == match[1]), None)
        if user is not None:
            return f"<@{user.id}|{user.name}>" if labelled else f"<@{user.id}>"
        if group is not None:
            return f"<!subteam^{group.id}|@{group.handle}>" if labelled else f"<!subteam^{group.id}>"
        return match[0]

    def place(match: re.Match[str]) -> str:
        channel = workspace.find_channel(match[1])
        return f"<#{channel.id}|{channel.name}>" if channel else match[0]

    linked = _URL.sub(lambda match: f"<{match[1]}>", escape(text))
    return _HASH.sub(place, _AT.sub(person, linked))
