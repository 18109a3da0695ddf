"""Records -> the JSON objects of the Web API and of events."""

from __future__ import annotations

from bot.workspace.json_types import Json
from bot.workspace.model.messages import Message
from bot.workspace.model.people import SLACKBOT, TEAM_ID
from bot.workspace.state import Workspace


def message_json(workspace: Workspace, message: Message, *, with_metadata: bool = False) -> Json:
    """The message object. Metadata is shown only to those who ask (`include_all_metadata`)."""
    if message.deleted:
        return _tombstone(workspace, message)
    body: Json = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "team": TEAM_ID,
        "text": message.content.text,
        **_author(workspace, message),
        **_thread(workspace, message),
    }
    if message.subtype:
        body["subtype"] = message.subtype
    if message.content.blocks:
        body["blocks"] = message.content.blocks
    if message.content.attachments:
        body["attachments"] = message.content.attachments
    if message.files:
        body["files"] = [workspace.files[key].as_json(workspace.base_url) for key in message.files]
        body["upload"] = False
    if message.edited_ts:
        body["edited"] = {"user": message.user, "ts": message.edited_ts}
    if message.reactions:
        body["reactions"] = [
            {"name": name, "users": list(users), "count": len(users)} for name, users in message.reactions.items()
        ]
    if with_metadata and message.content.metadata:
        body["metadata"] = message.content.metadata
    return body


def _author(workspace: Workspace, message: Message) -> Json:
    app = workspace.apps.get(message.app_id)
    if app is None:
        return {}
    profile: Json = {"id": app.bot_id, "app_id": app.id, "name": app.name, "deleted": False, "updated": 0}
    return {"bot_id": app.bot_id, "app_id": app.id, "bot_profile": profile | {"icons": {}, "team_id": TEAM_ID}}


def _thread(workspace: Workspace, message: Message) -> Json:
    if message.is_reply:
        parent = workspace.messages.find(message.channel, message.thread_ts)
        return {"thread_ts": message.thread_ts, "parent_user_id": parent.user if parent else SLACKBOT}
    replies = workspace.messages.replies(message.channel, message.ts)
    if not replies:
        return {}
    users = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "latest_reply": replies[-1].ts,
        "reply_users": users,
        "is_locked": False,
        "subscribed": False,
    }


def _tombstone(workspace: Workspace, message: Message) -> Json:
    return {
        "type": "message",
        "subtype": "tombstone",
        "user": SLACKBOT,
        "hidden": True,
        "text": "This message was deleted.",
        "ts": message.ts,
        **_thread(workspace, message),
    }
