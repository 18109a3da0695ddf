"""An ordinary Slack app manifest -> what is installed. Pure, and strict where apps.manifest.validate is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.workspace.errors import Misuse
from bot.workspace.json_types import Json
from bot.workspace.model.apps import Features, Shortcut, SlashCommand

_COMMAND = re.compile(r"/[^\s/A-Z]{1,31}")
_EVENT_SCOPES = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "reaction_added": "reactions:read",
    "member_joined_channel": "channels:read",
}
_SETTINGS = {
    "socket_mode_enabled", "interactivity", "event_subscriptions", "org_deploy_enabled", "token_rotation_enabled",
    "allowed_ip_address_ranges", "is_hosted", "function_runtime", "hermes_app_type",
}  # fmt: skip
_TOP = {"_metadata", "display_information", "features", "oauth_config", "settings", "functions", "app_directory"}


class InvalidManifest(Misuse):
    """The manifest would be refused; `problems` lists every reason with its JSON pointer."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("invalid_manifest: " + "; ".join(problems))
        self.problems = problems


def scopes_of(manifest: Json) -> tuple[str, ...]:
    """The bot scopes asked for."""
    return tuple(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", ()))


def bot_name_of(manifest: Json) -> str:
    """The bot user's display name, or the app's name without one."""
    name = manifest.get("features", {}).get("bot_user", {}).get("display_name")
    return str(name or manifest["display_information"]["name"])


def features_of(manifest: Json) -> Features:
    """What the manifest declares; raises InvalidManifest with every problem at once."""
    problems = list(_problems(manifest))
    if problems:
        raise InvalidManifest(problems)
    features, settings = manifest.get("features", {}), manifest.get("settings", {})
    interactivity = settings.get("interactivity", {})
    events = settings.get("event_subscriptions", {})
    return Features(
        commands=tuple(_command(entry) for entry in features.get("slash_commands", ())),
        shortcuts=tuple(_shortcut(entry) for entry in features.get("shortcuts", ())),
        events=tuple(events.get("bot_events", ())),
        interactivity=bool(interactivity.get("is_enabled")),
        interactivity_url=interactivity.get("request_url", ""),
        events_url=events.get("request_url", ""),
        socket_mode=bool(settings.get("socket_mode_enabled")),
        home_tab=bool(features.get("app_home", {}).get("home_tab_enabled")),
    )


def _command(entry: Json) -> SlashCommand:
    return SlashCommand(
        command=entry["command"],
        description=entry["description"],
        usage_hint=entry.get("usage_hint", ""),
        url=entry.get("url", ""),
        should_escape=bool(entry.get("should_escape")),
    )


def _shortcut(entry: Json) -> Shortcut:
    return Shortcut(entry["name"], entry["type"], entry["callback_id"], entry.get("description", ""))


def _problems(manifest: Json) -> Iterator[str]:
    for key in sorted(set(manifest) - _TOP):
        yield f"/{key}: unknown property"
    name = manifest.get("display_information", {}).get("name", "")
    if not 1 <= len(name) <= 35:
        yield "/display_information/name: must be 1 to 35 characters long"
    settings, scopes = manifest.get("settings", {}), set(scopes_of(manifest))
    for key in sorted(set(settings) - _SETTINGS):
        yield f"/settings/{key}: unknown property"
    socket_mode = bool(settings.get("socket_mode_enabled"))
    yield from _command_problems(manifest.get("features", {}).get("slash_commands", []), scopes, socket_mode)
    yield from _shortcut_problems(manifest.get("features", {}).get("shortcuts", []), scopes)
    yield from _event_problems(settings.get("event_subscriptions", {}), scopes, socket_mode)
    interactivity = settings.get("interactivity", {})
    if interactivity.get("is_enabled") and not socket_mode and not interactivity.get("request_url"):
        yield "/settings/interactivity/request_url: required without Socket Mode"


def _command_problems(commands: list[Json], scopes: set[str], socket_mode: bool) -> Iterator[str]:
    if len(commands) > 50:
        yield "/features/slash_commands: at most 50 commands"
    if commands and "commands" not in scopes:
        yield "/oauth_config/scopes/bot: slash commands need the scope `commands`"
    seen: set[str] = set()
    for index, entry in enumerate(commands):
        where, command = f"/features/slash_commands/{index}", str(entry.get("command", ""))
        if not _COMMAND.fullmatch(command):
            yield f"{where}/command: must be a slash and at most 31 lower-case characters without spaces"
        if command in seen:
            yield f"{where}/command: duplicate of {command}"
        seen.add(command)
        if not 1 <= len(entry.get("description", "")) <= 2000:
            yield f"{where}/description: must be 1 to 2000 characters long"
        if len(entry.get("usage_hint", "")) > 1000:
            yield f"{where}/usage_hint: at most 1000 characters"
        if not socket_mode and not entry.get("url"):
            yield f"{where}/url: required without Socket Mode"


def _shortcut_problems(shortcuts: list[Json], scopes: set[str]) -> Iterator[str]:
    if shortcuts and "commands" not in scopes:
        yield "/oauth_config/scopes/bot: shortcuts need the scope `commands`"
    for index, entry in enumerate(shortcuts):
        where = f"/features/shortcuts/{index}"
        if entry.get("type") not in ("global", "message"):
            yield f"{where}/type: must be `global` or `message`"
        if not 1 <= len(entry.get("name", "")) <= 24:
            yield f"{where}/name: must be 1 to 24 characters long"
        if not 1 <= len(entry.get("callback_id", "")) <= 255:
            yield f"{where}/callback_id: must be 1 to 255 characters long"


def _event_problems(events: Json, scopes: set[str], socket_mode: bool) -> Iterator[str]:
    names = events.get("bot_events", [])
    if names and not socket_mode and not events.get("request_url"):
        yield "/settings/event_subscriptions/request_url: required without Socket Mode"
    for index, name in enumerate(names):
        scope = _EVENT_SCOPES.get(name)
        if scope and scope not in scopes:
            yield f"/settings/event_subscriptions/bot_events/{index}: {name} needs the scope {scope}"
