"""Who and what there is in the workspace, as the page's sidebar wants it."""

from __future__ import annotations

from bot.workspace.control.control import Control
from bot.workspace.interaction.slash import commands
from bot.workspace.json_types import Json
from bot.workspace.model.channels import Channel, Kind
from bot.workspace.model.people import TEAM_NAME
from bot.workspace.state import Workspace


def overview(control: Control, viewer: str = "") -> Json:
    """People, groups, channels, apps and commands; with `viewer` (any name of a user) only what that person sees."""
    workspace = control.workspace
    me = workspace.user(viewer).id if viewer else ""
    return {
        "team": TEAM_NAME,
        "me": me,
        "revision": workspace.journal.revision,
        "users": [
            {"id": user.id, "name": user.name, "real_name": user.real_name, "is_bot": user.is_bot}
            for user in workspace.users.values()
        ],
        "groups": [
            {"id": group.id, "handle": group.handle, "members": list(group.members)}
            for group in workspace.groups.values()
        ],
        "channels": [
            _channel(workspace, channel, me) for channel in workspace.channels.values() if _shown(channel, me)
        ],
        "apps": [
            {
                "id": app.id,
                "name": app.name,
                "bot_user_id": app.bot_user_id,
                "home": app.features.home_tab,
                "socket_mode": app.features.socket_mode,
                "sockets": len(control.courier.sockets.of(app.id)),
            }
            for app in workspace.apps.values()
        ],
        "commands": [
            {
                "command": command.command,
                "description": command.description,
                "usage_hint": command.usage_hint,
                "app": app.name,
            }
            for app, command in commands(workspace)
        ],
        "shortcuts": [
            {"name": entry.name, "type": entry.type, "callback_id": entry.callback_id, "app": app.name}
            for app in workspace.apps.values()
            for entry in app.features.shortcuts
        ],
    }


def _shown(channel: Channel, me: str) -> bool:
    return channel.kind is Kind.PUBLIC or not me or me in channel.members


def _channel(workspace: Workspace, channel: Channel, me: str) -> Json:
    latest = [message.ts for message in workspace.messages.all(channel.id) if message.seen_by(me)]
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind.value,
        "topic": channel.topic,
        "members": list(channel.members),
        "archived": channel.archived,
        "latest": latest[-1] if latest else "",
    }
