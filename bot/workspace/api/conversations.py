"""conversations.*: channels, their members, what was said in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.workspace.api.call import Call, Method, family
from bot.workspace.api.paging import page
from bot.workspace.errors import SlackError
from bot.workspace.json_types import Json
from bot.workspace.limits import Tier
from bot.workspace.model.channels import Channel, Kind
from bot.workspace.model.messages import Message
from bot.workspace.rendering import message_json


def channels_of_types(call: Call) -> list[Channel]:
    """The channels of the kinds in `types` (public ones by default) that the bot may know of."""
    asked = call.arguments.text("types") or Kind.PUBLIC.value
    kinds = [kind.strip() for kind in asked.split(",")]
    if set(kinds) - {*Kind, "mpim"}:
        raise SlackError("invalid_types")
    for kind in kinds:
        if kind != "mpim":
            call.need(f"{Kind(kind).scope_family}:read")
    hide_archived = call.arguments.flag("exclude_archived")
    return [
        channel
        for channel in call.workspace.channels.values()
        if channel.kind in kinds and call.may_know(channel) and not (hide_archived and channel.archived)
    ]


def _list(call: Call) -> Json:
    channels, following = page(channels_of_types(call), call.arguments)
    shown = [channel.as_json(call.app.bot_user_id, with_count=True) for channel in channels]
    return {"channels": shown, "response_metadata": following}


def _info(call: Call) -> Json:
    channel = call.channel()
    call.need(f"{channel.kind.scope_family}:read")
    count = call.arguments.flag("include_num_members")
    return {"channel": channel.as_json(call.app.bot_user_id, with_count=count)}


def _join(call: Call) -> Json:
    channel = call.channel()
    if channel.kind is not Kind.PUBLIC:
        raise SlackError("method_not_supported_for_channel_type")
    if channel.archived:
        raise SlackError("is_archived")
    joined = call.workspace.join(channel, call.workspace.users[call.app.bot_user_id])
    answer: Json = {"channel": channel.as_json(call.app.bot_user_id)}
    if not joined:
        answer |= {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
    return answer


def _members(call: Call) -> Json:
    channel = call.channel()
    call.need(f"{channel.kind.scope_family}:read")
    members, following = page(channel.members, call.arguments)
    return {"members": members, "response_metadata": following}


def _open(call: Call) -> Json:
    users = [user for user in call.arguments.required("users").split(",") if user]
    if len(users) != 1:
        raise SlackError("too_many_users" if len(users) > 8 else "not_supported")
    if users[0] not in call.workspace.users:
        raise SlackError("user_not_found")
    channel = call.workspace.direct(call.app.bot_user_id, users[0])
    return {"channel": {"id": channel.id}}


def _readable(call: Call) -> Channel:
    channel = call.channel()
    call.need(f"{channel.kind.scope_family}:history")
    if call.app.bot_user_id not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _in_time(call: Call, messages: Sequence[Message]) -> list[Message]:
    """The messages between `oldest` and `latest`; the borders themselves only with `inclusive`."""
    oldest, latest = call.arguments.text("oldest") or "0", call.arguments.text("latest")
    inclusive = call.arguments.flag("inclusive")
    try:
        low, high = float(oldest), float(latest) if latest else float("inf")
    except ValueError:
        raise SlackError("invalid_ts_oldest" if latest else "invalid_ts_latest") from None
    return [
        message
        for message in messages
        if low < float(message.ts) < high or (inclusive and float(message.ts) in (low, high))
    ]


def _page_of(call: Call, messages: Sequence[Message], most: int) -> tuple[list[Json], Json]:
    shown, following = page(messages, call.arguments, default=most if most > 999 else 100, most=most)
    metadata = call.arguments.flag("include_all_metadata")
    bodies = [message_json(call.workspace, message, with_metadata=metadata) for message in shown]
    answer: Json = {"has_more": bool(following["next_cursor"])}
    return bodies, answer | ({"response_metadata": following} if following["next_cursor"] else {})


def _history(call: Call) -> Json:
    channel = _readable(call)
    said = [message for message in call.workspace.messages.public(channel.id) if _in_channel(message)]
    messages, rest = _page_of(call, list(reversed(_in_time(call, said))), 999)
    return {"messages": messages, "pin_count": 0, **rest}


def _in_channel(message: Message) -> bool:
    return not message.is_reply or message.broadcast


def _replies(call: Call) -> Json:
    channel, ts = _readable(call), call.arguments.required("ts")
    found = call.workspace.messages.find(channel.id, ts)
    if found and found.is_reply:
        return {"messages": [message_json(call.workspace, found)], "has_more": False}
    if not call.workspace.messages.has_thread(channel.id, ts):
        raise SlackError("thread_not_found")
    parent = [message for message in call.workspace.messages.public(channel.id) if message.ts == ts]
    replies = _in_time(call, call.workspace.messages.replies(channel.id, ts))
    messages, rest = _page_of(call, [*parent, *replies], 1000)
    return {"messages": messages, **rest}


METHODS: Mapping[str, Method] = {
    "conversations.list": Method(_list, Tier.TWO, family("read")),
    "conversations.info": Method(_info, Tier.THREE, family("read")),
    "conversations.join": Method(_join, Tier.THREE, ("channels:join",)),
    "conversations.members": Method(_members, Tier.FOUR, family("read")),
    "conversations.open": Method(_open, Tier.THREE, ("im:write",)),
    "conversations.history": Method(_history, Tier.THREE, family("history")),
    "conversations.replies": Method(_replies, Tier.THREE, family("history")),
}
