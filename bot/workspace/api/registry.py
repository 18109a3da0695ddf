"""Every method this Slack knows."""

from __future__ import annotations

from collections.abc import Mapping

from bot.workspace.api import chat, conversations, files, people, reactions, system, views
from bot.workspace.api.call import Method

METHODS: Mapping[str, Method] = {
    **system.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **people.METHODS,
    **views.METHODS,
    **files.METHODS,
    **reactions.METHODS,
}
