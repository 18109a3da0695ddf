"""views.*: modals and the App Home."""

from __future__ import annotations

from collections.abc import Mapping

from bot.workspace import screens
from bot.workspace.api.call import Call, Method
from bot.workspace.errors import SlackError, explained
from bot.workspace.json_types import Json
from bot.workspace.limits import Tier
from bot.workspace.model.views import View


def _payload(call: Call, *kinds: str) -> Json:
    payload = call.arguments.structure("view", "invalid_arguments")
    if payload is None:
        raise explained("invalid_arguments", ["missing required field: view"])
    return screens.checked(payload, *kinds)


def _trigger(call: Call) -> tuple[str, bool]:
    key = call.arguments.text("trigger_id")
    if not key:
        raise explained("invalid_arguments", ["missing required field: trigger_id"])
    trigger = call.workspace.triggers.redeem(call.app.id, key)
    return trigger.user, trigger.in_view


def _open(call: Call) -> Json:
    payload = _payload(call, "modal")
    user, _ = _trigger(call)
    return _answer(screens.open_modal(call.workspace, call.app, user, payload))


def _push(call: Call) -> Json:
    payload = _payload(call, "modal")
    user, in_view = _trigger(call)
    if not in_view or not call.workspace.views.stack(user):
        raise SlackError("invalid_trigger_id")
    return _answer(screens.push_modal(call.workspace, call.app, user, payload))


def _update(call: Call) -> Json:
    view_id, external_id = call.arguments.text("view_id"), call.arguments.text("external_id")
    view = call.workspace.views.find(call.app.id, view_id, external_id)
    if view is None or view.payload["type"] != "modal":
        raise SlackError("not_found")
    payload = _payload(call, "modal")
    _check_hash(call, view)
    return _answer(screens.update(call.workspace, view, payload))


def _publish(call: Call) -> Json:
    user = call.arguments.required("user_id")
    if user not in call.workspace.users:
        raise SlackError("user_not_found")
    if not call.app.features.home_tab:
        raise SlackError("not_enabled")
    payload = _payload(call, "home")
    home = call.workspace.views.home(call.app.id, user)
    if home is not None:
        _check_hash(call, home)
    return _answer(screens.publish_home(call.workspace, call.app, user, payload))


def _check_hash(call: Call, view: View) -> None:
    if call.arguments.text("hash") not in ("", view.hash):
        raise SlackError("hash_conflict")


def _answer(view: View) -> Json:
    return {"view": view.as_json()}


METHODS: Mapping[str, Method] = {
    "views.open": Method(_open, Tier.FOUR),
    "views.push": Method(_push, Tier.FOUR),
    "views.update": Method(_update, Tier.FOUR),
    "views.publish": Method(_publish, Tier.FOUR),
}
