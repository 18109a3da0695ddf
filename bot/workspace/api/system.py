"""api.test, auth.test, apps.connections.open, bots.info."""

from __future__ import annotations

from collections.abc import Mapping

from bot.workspace.api.call import Call, Caller, Method
from bot.workspace.errors import SlackError
from bot.workspace.json_types import Json
from bot.workspace.limits import Tier
from bot.workspace.model.people import TEAM_ID, TEAM_NAME


def _auth_test(call: Call) -> Json:
    bot = call.workspace.users[call.app.bot_user_id]
    return {
        "url": f"{call.workspace.base_url}/",
        "team": TEAM_NAME,
        "user": bot.name,
        "team_id": TEAM_ID,
        "user_id": bot.id,
        "bot_id": call.app.bot_id,
        "is_enterprise_install": False,
    }


def _connections_open(call: Call) -> Json:
    if not call.app.features.socket_mode:
        raise SlackError("forbidden_socket_mode")
    address = call.workspace.base_url.replace("http", "ws", 1)
    return {"url": f"{address}/link/?ticket={call.workspace.tickets.issue(call.app.id)}&app_id={call.app.id}"}


def _bots_info(call: Call) -> Json:
    bot_id = call.arguments.text("bot", call.app.bot_id)
    for app in call.workspace.apps.values():
        if app.bot_id == bot_id:
            bot: Json = {"id": app.bot_id, "deleted": False, "name": app.name, "updated": 0}
            return {"bot": bot | {"app_id": app.id, "user_id": app.bot_user_id, "icons": {}}}
    raise SlackError("bot_not_found")


METHODS: Mapping[str, Method] = {
    "auth.test": Method(_auth_test, Tier.SPECIAL),
    "apps.connections.open": Method(_connections_open, Tier.ONE, caller=Caller.APP),
    "bots.info": Method(_bots_info, Tier.THREE, ("users:read",)),
}
