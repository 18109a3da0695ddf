"""The Slack app manifest, generated from the command registry: what the bot listens to and nothing more."""

from __future__ import annotations

from typing import Any

from bot.commands import EXPLAIN, REMEMBER, with_prefix

SCOPES = (
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "mpim:history",
    "usergroups:read",
)


def manifest(prefix: str = "", request_url: str | None = None) -> dict[str, Any]:
    """The manifest for Socket Mode, or for signed HTTP when `request_url` is given.

    The history scopes are needed to look for a message of our own before it is sent a second time, `files:read` to
    explain a log that is attached to a message.
    """
    by_url = {"url": request_url} if request_url else {}
    commands = [
        {
            "command": f"/{command.name}",
            "description": command.summary,
            "usage_hint": command.arguments,
            "should_escape": command.hears_people,
            **by_url,
        }
        for command in with_prefix(prefix)
    ]
    interactivity: dict[str, Any] = {"is_enabled": True}
    events: dict[str, Any] = {"bot_events": ["app_home_opened"]}
    if request_url:
        interactivity["request_url"] = request_url
        events["request_url"] = request_url
    return {
        "display_information": {
            "name": "opsmedic",
            "description": "Takes a broken staging stack from red to green in one thread",
        },
        "features": {
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": False},
            "bot_user": {"display_name": "opsmedic", "always_online": True},
            "shortcuts": [
                {
                    "name": "Explain this log",
                    "type": "message",
                    "callback_id": EXPLAIN,
                    "description": "Name the known causes it speaks of",
                },
                {
                    "name": "Add to timeline",
                    "type": "message",
                    "callback_id": REMEMBER,
                    "description": "Keep it in the incident of this thread",
                },
            ],
            "slash_commands": commands,
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": events,
            "interactivity": interactivity,
            "org_deploy_enabled": False,
            "socket_mode_enabled": request_url is None,
            "token_rotation_enabled": False,
        },
    }
