"""Slash commands."""

from __future__ import annotations

from collections.abc import Iterator

from bot.workspace.delivery.ack import Ack
from bot.workspace.delivery.courier import Courier
from bot.workspace.errors import SlackError
from bot.workspace.interaction.payloads import response_url
from bot.workspace.interaction.responses import respond
from bot.workspace.interaction.seen import notice
from bot.workspace.ledgers import Hook
from bot.workspace.markup import as_typed, escape
from bot.workspace.model.apps import AppRegistration, SlashCommand
from bot.workspace.model.channels import Channel
from bot.workspace.model.people import TEAM_DOMAIN, TEAM_ID, User
from bot.workspace.state import Workspace

_UNKNOWN = (
    "`{command}` is not a valid command. In Slack, all messages that start with the “/” symbol are interpreted as "
    "commands. If you are trying to send a message and not run a command, try preceding the “/” with an empty space."
)


def commands(workspace: Workspace) -> Iterator[tuple[AppRegistration, SlashCommand]]:
    """Every command of every app. Of two apps with the same command the one installed last has it, as in Slack."""
    seen: set[str] = set()
    for app in reversed(list(workspace.apps.values())):
        for command in app.features.commands:
            if command.command not in seen:
                seen.add(command.command)
                yield app, command


async def type_command(courier: Courier, workspace: Workspace, user: User, channel: Channel, line: str) -> str:
    """Run the command a person typed; the error they were shown, or nothing."""
    name, _, text = line.partition(" ")
    found = next(((app, command) for app, command in commands(workspace) if command.command == name), None)
    if found is None:
        notice(workspace, channel, user.id, _UNKNOWN.format(command=name))
        return "not_a_command"
    app, command = found
    written = as_typed(workspace, text.strip(), labelled=True) if command.should_escape else escape(text.strip())
    hook = workspace.hooks.new(app.id, channel.id, user.id)
    fields = _fields(workspace, app, user, channel) | {
        "command": name,
        "text": written,
        "response_url": response_url(workspace, "commands", workspace.hooks.issue(hook)),
    }
    return _answered(workspace, hook, name, await courier.command(app, command, fields))


def _fields(workspace: Workspace, app: AppRegistration, user: User, channel: Channel) -> dict[str, str]:
    return {
        "token": app.credentials.verification_token,
        "team_id": TEAM_ID,
        "team_domain": TEAM_DOMAIN,
        "channel_id": channel.id,
        "channel_name": channel.name or "directmessage",
        "user_id": user.id,
        "user_name": user.name,
        "api_app_id": app.id,
        "is_enterprise_install": "false",
        "trigger_id": workspace.triggers.issue(app.id, user.id),
    }


def _answered(workspace: Workspace, hook: Hook, name: str, ack: Ack) -> str:
    error = ack.error
    if not error and ack.payload:
        try:
            respond(workspace, hook, ack.payload)
        except SlackError as refusal:
            error = refusal.error
    if error:
        notice(workspace, workspace.channels[hook.channel], hook.user, f'{name} failed with the error "{error}"')
    return error
