"""reactions.*."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.workspace.api.call import Call, Method
from bot.workspace.errors import SlackError
from bot.workspace.json_types import Json
from bot.workspace.limits import Tier
from bot.workspace.model.messages import Message
from bot.workspace.state import Happening

_NAME = re.compile(r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?")


def _target(call: Call) -> Message:
    channel = call.channel()
    message = call.workspace.messages.find(channel.id, call.arguments.required("timestamp"))
    if message is None:
        raise SlackError("message_not_found")
    if call.app.bot_user_id not in channel.members:
        raise SlackError("not_in_channel")
    return message


def _name(call: Call) -> str:
    name = call.arguments.required("name").strip(":")
    if not _NAME.fullmatch(name):
        raise SlackError("invalid_name")
    return name


def _add(call: Call) -> Json:
    message, name, user = _target(call), _name(call), call.app.bot_user_id
    users = message.reactions.setdefault(name, [])
    if user in users:
        raise SlackError("already_reacted")
    users.append(user)
    call.workspace.journal.record("message", message.channel)
    event: Json = {"type": "reaction_added", "user": user, "reaction": name, "item_user": message.user}
    event["item"] = {"type": "message", "channel": message.channel, "ts": message.ts}
    event["event_ts"] = call.workspace.ids.stamp()
    call.workspace.happen(Happening("reaction_added", event, message.channel))
    return {}


def _remove(call: Call) -> Json:
    message, name, user = _target(call), _name(call), call.app.bot_user_id
    if user not in message.reactions.get(name, ()):
        raise SlackError("no_reaction")
    message.reactions[name].remove(user)
    if not message.reactions[name]:
        del message.reactions[name]
    call.workspace.journal.record("message", message.channel)
    return {}


METHODS: Mapping[str, Method] = {
    "reactions.add": Method(_add, Tier.THREE, ("reactions:write",)),
    "reactions.remove": Method(_remove, Tier.TWO, ("reactions:write",)),
}
