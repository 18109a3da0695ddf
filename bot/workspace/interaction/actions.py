"""Buttons and menus, in messages and in views."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.workspace import screens
from bot.workspace.blocks.identify import elements_of, initial_values
from bot.workspace.delivery.courier import Courier
from bot.workspace.errors import Misuse
from bot.workspace.interaction.payloads import base, place, response_url
from bot.workspace.interaction.values import entered
from bot.workspace.json_types import Json
from bot.workspace.ledgers import Hook
from bot.workspace.model.messages import Message
from bot.workspace.model.people import User
from bot.workspace.model.views import View
from bot.workspace.rendering import message_json
from bot.workspace.state import Workspace


@dataclass(frozen=True, slots=True)
class Target:
    """An element a person may act on, with the block it stands in."""

    block: Json
    element: Json


def find(blocks: list[Json], what: str, value: str = "") -> Target:
    """The element with this action_id or these words on it (and this value, where several share an id).

    Raises Misuse naming the elements there are.
    """
    targets = [Target(block, element) for block in blocks for element in elements_of(block)]
    for target in targets:
        words = target.element.get("text", {}).get("text")
        if what in (target.element["action_id"], words) and value in ("", target.element.get("value")):
            return target
    known = ", ".join(target.element["action_id"] for target in targets) or "none"
    raise Misuse(f"there is no element {what!r}; there are: {known}")


async def act_on_message(courier: Courier, workspace: Workspace, user: User, message: Message, act: Act) -> str:
    """Press a button or choose from a menu in a message; the error the person was shown, or nothing."""
    app = workspace.apps[message.app_id]
    channel = workspace.channels[message.channel]
    values = message.values.setdefault(user.id, initial_values(message.content.blocks))
    action = _performed(workspace, values, act)
    ephemeral = bool(message.visible_to)
    container: Json = {"type": "message", "message_ts": message.ts, "channel_id": channel.id, "is_ephemeral": ephemeral}
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    hook = Hook(app.id, channel.id, user.id, workspace.clock.now(), message.thread_ts, message.ts)
    payload = base(app, user, "block_actions") | {
        "container": container,
        "trigger_id": workspace.triggers.issue(app.id, user.id),
        "channel": place(channel),
        "state": {"values": values},
        "response_url": response_url(workspace, "actions", workspace.hooks.issue(hook)),
        "actions": [action],
    }
    if not ephemeral:  # of ephemeral messages an app is never told the content
        payload["message"] = message_json(workspace, message, with_metadata=True)
    return (await courier.interaction(app, payload)).error


async def act_on_view(courier: Courier, workspace: Workspace, user: User, view: View, act: Act) -> str:
    """The same in a modal or home tab. A menu of an input block stays silent unless it has `dispatch_action`."""
    app = workspace.apps[view.app_id]
    action = _performed(workspace, view.values, act)
    if act.target.block["type"] == "input" and not act.target.block.get("dispatch_action"):
        screens.changed(workspace, view)
        return ""
    payload = base(app, user, "block_actions") | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": workspace.triggers.issue(app.id, user.id, in_view=view.payload["type"] == "modal"),
        "view": view.as_json(),
        "actions": [action],
    }
    return (await courier.interaction(app, payload)).error


@dataclass(frozen=True, slots=True)
class Act:
    """What is done to which element; `value` is what was chosen or typed, nothing for a button."""

    target: Target
    value: Any = None


def _performed(workspace: Workspace, values: dict[str, dict[str, Json]], act: Act) -> Json:
    block_id, element = act.target.block["block_id"], act.target.element
    action: Json = {
        "action_id": element["action_id"],
        "block_id": block_id,
        "type": element["type"],
        "action_ts": workspace.ids.stamp(),
    }
    if element["type"] == "button":
        return action | {key: element[key] for key in ("text", "value", "style", "url") if key in element}
    chosen = entered(element, act.value)
    if element["type"] != "overflow":
        values.setdefault(block_id, {})[element["action_id"]] = chosen
    return action | chosen
