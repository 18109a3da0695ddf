"""Saying, editing and deleting: the one place where messages change, whoever asked for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.workspace.json_types import Json
from bot.workspace.markup import mentioned_users
from bot.workspace.model.channels import Channel
from bot.workspace.model.messages import Content, Message
from bot.workspace.rendering import message_json
from bot.workspace.state import Happening, Workspace


@dataclass(slots=True)
class Draft:
    """A message about to be said. `visible_to` makes it ephemeral; `notice` marks words of Slack's own."""

    channel: str
    user: str
    content: Content
    app_id: str = ""
    thread_ts: str = ""
    broadcast: bool = False
    visible_to: str = ""
    files: list[str] = field(default_factory=list)
    notice: bool = False


def post(workspace: Workspace, draft: Draft) -> Message:
    """Say it, and tell the apps that listen (of ephemerals nobody is told)."""
    message = workspace.messages.add(
        Message(
            ts=workspace.ids.stamp(),
            channel=draft.channel,
            user=draft.user,
            content=draft.content,
            app_id=draft.app_id,
            thread_ts=draft.thread_ts,
            broadcast=draft.broadcast,
            visible_to=draft.visible_to,
            subtype="thread_broadcast" if draft.broadcast else "",
            files=draft.files,
            notice=draft.notice,
        )
    )
    _changed(workspace, message)
    if not draft.visible_to:
        _tell(workspace, message)
    return message


def edit(workspace: Workspace, message: Message, content: Content) -> Message:
    """Replace what a message says, remembering what it said."""
    previous = message_json(workspace, message)
    message.replaced.append(message.content)
    message.content = content
    message.edited_ts = workspace.ids.stamp()
    _changed(workspace, message)
    if not message.visible_to:
        _tell_of_change(workspace, message, "message_changed", {"previous_message": previous})
    return message


def delete(workspace: Workspace, message: Message) -> None:
    """Take a message away."""
    previous = message_json(workspace, message)
    message.deleted = True
    _changed(workspace, message)
    if not message.visible_to:
        extra: Json = {"previous_message": previous, "deleted_ts": message.ts}
        _tell_of_change(workspace, message, "message_deleted", extra)


def _changed(workspace: Workspace, message: Message) -> None:
    workspace.journal.record("message", message.channel, message.visible_to)


def _family(channel: Channel) -> str:
    return {"channel": "message.channels", "group": "message.groups", "im": "message.im"}[
        channel.kind.event_channel_type
    ]


def _tell(workspace: Workspace, message: Message) -> None:
    channel = workspace.channels[message.channel]
    common: Json = {"channel": channel.id, "event_ts": message.ts}
    body = message_json(workspace, message) | common
    workspace.happen(Happening(_family(channel), body | {"channel_type": channel.kind.event_channel_type}, channel.id))
    for app in workspace.apps.values():
        if app.bot_user_id in mentioned_users(message.content.text) and message.user != app.bot_user_id:
            workspace.happen(Happening("app_mention", body | {"type": "app_mention"}, channel.id, app.id))


def _tell_of_change(workspace: Workspace, message: Message, subtype: str, extra: Json) -> None:
    channel = workspace.channels[message.channel]
    event: Json = {
        "type": "message",
        "subtype": subtype,
        "hidden": True,
        "channel": channel.id,
        "channel_type": channel.kind.event_channel_type,
        "ts": workspace.ids.stamp(),
        "event_ts": workspace.ids.stamp(),
        **extra,
    }
    if subtype == "message_changed":
        event["message"] = message_json(workspace, message)
    workspace.happen(Happening(_family(channel), event, channel.id))
