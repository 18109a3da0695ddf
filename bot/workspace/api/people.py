"""users.* and usergroups.*."""

from __future__ import annotations

from collections.abc import Mapping

from bot.workspace.api.call import Call, Method, family
from bot.workspace.api.conversations import channels_of_types
from bot.workspace.api.paging import page
from bot.workspace.errors import SlackError
from bot.workspace.json_types import Json
from bot.workspace.limits import Tier


def _sees_email(call: Call) -> bool:
    return "users:read.email" in call.app.scopes


def _list(call: Call) -> Json:
    users, following = page(list(call.workspace.users.values()), call.arguments)
    members = [user.as_json(with_email=_sees_email(call)) for user in users]
    return {"members": members, "cache_ts": int(call.workspace.clock.now()), "response_metadata": following}


def _info(call: Call) -> Json:
    user = call.workspace.users.get(call.arguments.required("user"))
    if user is None:
        raise SlackError("user_not_found")
    return {"user": user.as_json(with_email=_sees_email(call))}


def _by_email(call: Call) -> Json:
    name = call.arguments.required("email").partition("@")[0]
    for user in call.workspace.users.values():
        if user.name == name and not user.is_bot:
            return {"user": user.as_json(with_email=True)}
    raise SlackError("users_not_found")


def _conversations(call: Call) -> Json:
    user = call.arguments.text("user") or call.app.bot_user_id
    if user not in call.workspace.users:
        raise SlackError("user_not_found")
    mine = [channel for channel in channels_of_types(call) if user in channel.members]
    channels, following = page(mine, call.arguments)
    return {"channels": [channel.as_json(user) for channel in channels], "response_metadata": following}


def _groups(call: Call) -> Json:
    users, count = call.arguments.flag("include_users"), call.arguments.flag("include_count")
    disabled = call.arguments.flag("include_disabled")
    return {
        "usergroups": [
            group.as_json(with_users=users, with_count=count)
            for group in call.workspace.groups.values()
            if group.enabled or disabled
        ]
    }


def _group_users(call: Call) -> Json:
    group = call.workspace.groups.get(call.arguments.required("usergroup"))
    if group is None or not (group.enabled or call.arguments.flag("include_disabled")):
        raise SlackError("no_such_subteam")
    return {"users": list(group.members)}


METHODS: Mapping[str, Method] = {
    "users.list": Method(_list, Tier.TWO, ("users:read",)),
    "users.info": Method(_info, Tier.FOUR, ("users:read",)),
    "users.lookupByEmail": Method(_by_email, Tier.THREE, ("users:read.email",)),
    "users.conversations": Method(_conversations, Tier.THREE, family("read")),
    "usergroups.list": Method(_groups, Tier.TWO, ("usergroups:read",)),
    "usergroups.users.list": Method(_group_users, Tier.TWO, ("usergroups:read",)),
}
