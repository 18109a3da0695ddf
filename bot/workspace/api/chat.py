"""chat.*: posting, editing, deleting, ephemerals, permalinks."""

from __future__ import annotations

from collections.abc import Mapping

from bot.workspace import posting
from bot.workspace.api.call import Call, Method
from bot.workspace.api.content import blocks_of, content_of, metadata_of
from bot.workspace.blocks import limits as block_limits
from bot.workspace.errors import SlackError
from bot.workspace.json_types import Json
from bot.workspace.limits import Tier
from bot.workspace.markup import escape
from bot.workspace.model.channels import Channel, Kind
from bot.workspace.model.messages import Content, Message
from bot.workspace.rendering import message_json


def _destination(call: Call) -> Channel:
    """Where to post: a channel's id or name, or a user's id, which opens a direct conversation."""
    where, workspace = call.arguments.required("channel"), call.workspace
    if where in workspace.users:
        return workspace.direct(call.app.bot_user_id, where)
    channel = workspace.find_channel(where)
    if channel is None or not call.may_know(channel):
        raise SlackError("channel_not_found")
    return channel


def _check_may_post(call: Call, channel: Channel) -> None:
    if channel.archived:
        raise SlackError("is_archived")
    outside = call.app.bot_user_id not in channel.members
    if outside and not (channel.kind is Kind.PUBLIC and "chat:write.public" in call.app.scopes):
        raise SlackError("not_in_channel")


def _thread(call: Call, channel: Channel) -> str:
    thread_ts = call.arguments.text("thread_ts")
    if not thread_ts or call.workspace.messages.has_thread(channel.id, thread_ts):
        return thread_ts
    target = call.workspace.messages.find(channel.id, thread_ts)
    raise SlackError("cannot_reply_to_message" if target else "thread_not_found")


def _post_message(call: Call) -> Json:
    channel = _destination(call)
    _check_may_post(call, channel)
    draft = posting.Draft(
        channel=channel.id,
        user=call.app.bot_user_id,
        content=content_of(call.arguments, call.workspace.limits),
        app_id=call.app.id,
        thread_ts=_thread(call, channel),
    )
    draft.broadcast = bool(draft.thread_ts) and call.arguments.flag("reply_broadcast")
    message = posting.post(call.workspace, draft)
    answer: Json = {"channel": channel.id, "ts": message.ts}
    answer["message"] = message_json(call.workspace, message, with_metadata=True)
    if len(call.arguments.text("text")) > block_limits.MESSAGE_TEXT:
        answer["response_metadata"] = {"warnings": ["message_truncated"]}
    return answer


def _post_ephemeral(call: Call) -> Json:
    channel = _destination(call)
    _check_may_post(call, channel)
    user = call.arguments.required("user")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    message = posting.post(
        call.workspace,
        posting.Draft(
            channel=channel.id,
            user=call.app.bot_user_id,
            content=content_of(call.arguments, call.workspace.limits),
            app_id=call.app.id,
            thread_ts=_thread(call, channel),
            visible_to=user,
        ),
    )
    return {"message_ts": message.ts}


def _own_message(call: Call, refusal: str) -> Message:
    channel = call.channel()
    message = call.workspace.messages.find(channel.id, call.arguments.required("ts"))
    if message is None:
        raise SlackError("message_not_found")
    if message.app_id != call.app.id:
        raise SlackError(refusal)
    if channel.archived:
        raise SlackError("is_archived")
    return message


def _update(call: Call) -> Json:
    message, arguments = _own_message(call, "cant_update_message"), call.arguments
    text = arguments.text("text")
    if len(escape(text).encode()) > block_limits.UPDATE_TEXT:
        raise SlackError("msg_too_long")
    blocks = blocks_of(arguments, call.workspace.limits)
    if not text and not blocks and not arguments.given("attachments"):
        raise SlackError("no_text")
    old = message.content
    content = Content(
        text=text,
        blocks=blocks if arguments.given("blocks") else old.blocks,
        attachments=arguments.structure("attachments", "invalid_attachments") or [],
        metadata=metadata_of(arguments) if arguments.given("metadata") else old.metadata,
    )
    posting.edit(call.workspace, message, content)
    shown = message_json(call.workspace, message, with_metadata=True)
    return {"channel": message.channel, "ts": message.ts, "text": text, "message": shown}


def _delete(call: Call) -> Json:
    message = _own_message(call, "cant_delete_message")
    posting.delete(call.workspace, message)
    return {"channel": message.channel, "ts": message.ts}


def _permalink(call: Call) -> Json:
    channel = call.channel()
    message = call.workspace.messages.find(channel.id, call.arguments.required("message_ts"))
    if message is None:
        raise SlackError("message_not_found")
    address = f"{call.workspace.base_url}/archives/{channel.id}/p{message.ts.replace('.', '')}"
    thread = f"?thread_ts={message.thread_ts}&cid={channel.id}" if message.is_reply else ""
    return {"channel": channel.id, "permalink": address + thread}


METHODS: Mapping[str, Method] = {
    "chat.postMessage": Method(_post_message, Tier.POSTING, ("chat:write",)),
    "chat.postEphemeral": Method(_post_ephemeral, Tier.FOUR, ("chat:write",)),
    "chat.update": Method(_update, Tier.THREE, ("chat:write",)),
    "chat.delete": Method(_delete, Tier.THREE, ("chat:write",)),
    "chat.getPermalink": Method(_permalink, Tier.SPECIAL),
}
