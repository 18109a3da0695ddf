"""Global shortcuts, message shortcuts, and opening an app's home."""

from __future__ import annotations

from bot.workspace.delivery.courier import Courier
from bot.workspace.errors import Misuse
from bot.workspace.interaction.payloads import base, place, response_url
from bot.workspace.json_types import Json
from bot.workspace.ledgers import Hook
from bot.workspace.model.apps import AppRegistration
from bot.workspace.model.messages import Message
from bot.workspace.model.people import User
from bot.workspace.rendering import message_json
from bot.workspace.state import Happening, Workspace


def find(workspace: Workspace, callback_id: str, kind: str) -> AppRegistration:
    """The app with this shortcut; raises Misuse where there is none."""
    for app in workspace.apps.values():
        if any(entry.callback_id == callback_id and entry.type == kind for entry in app.features.shortcuts):
            return app
    raise Misuse(f"there is no {kind} shortcut {callback_id!r}")


async def run_global(courier: Courier, workspace: Workspace, user: User, callback_id: str) -> str:
    """Run a global shortcut; the error the person was shown, or nothing."""
    app = find(workspace, callback_id, "global")
    payload = base(app, user, "shortcut") | _common(workspace, app, user, callback_id)
    return (await courier.interaction(app, payload)).error


async def run_on_message(courier: Courier, workspace: Workspace, user: User, message: Message, callback_id: str) -> str:
    """Run a message shortcut; the error the person was shown, or nothing."""
    app = find(workspace, callback_id, "message")
    hook = Hook(app.id, message.channel, user.id, workspace.clock.now())
    payload = base(app, user, "message_action") | _common(workspace, app, user, callback_id)
    payload |= {
        "channel": place(workspace.channels[message.channel]),
        "message": message_json(workspace, message),
        "message_ts": message.ts,
        "response_url": response_url(workspace, "actions", workspace.hooks.issue(hook)),
    }
    return (await courier.interaction(app, payload)).error


def open_home(courier: Courier, workspace: Workspace, user: User, app: AppRegistration) -> None:
    """Open an app's home tab; the app is told, if it subscribed."""
    if not app.features.home_tab:
        raise Misuse(f"{app.name} has no home tab")
    home = workspace.views.home(app.id, user.id)
    event: Json = {
        "type": "app_home_opened",
        "user": user.id,
        "channel": workspace.direct(app.bot_user_id, user.id).id,
        "tab": "home",
        "event_ts": workspace.ids.stamp(),
    }
    if home is not None:
        event["view"] = home.as_json()
    courier.tell(app, Happening("app_home_opened", event))


def _common(workspace: Workspace, app: AppRegistration, user: User, callback_id: str) -> Json:
    return {
        "callback_id": callback_id,
        "trigger_id": workspace.triggers.issue(app.id, user.id),
        "action_ts": workspace.ids.stamp(),
    }
