"""Filling in, submitting and closing modals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.workspace import screens
from bot.workspace.blocks.identify import elements_of
from bot.workspace.delivery.courier import Courier
from bot.workspace.errors import Misuse, SlackError
from bot.workspace.interaction.payloads import base
from bot.workspace.interaction.values import client_errors, entered
from bot.workspace.json_types import Json
from bot.workspace.model.people import User
from bot.workspace.model.views import View
from bot.workspace.state import Workspace

TROUBLE = "We had some trouble connecting. Try again?"


def fill(view: View, values: Mapping[str, Any]) -> None:
    """Enter values by action_id or block_id; raises Misuse for a name that is not in the modal."""
    names = set(values)
    for block in view.blocks:
        for element in elements_of(block):
            for name in {element["action_id"], block["block_id"]} & set(values):
                view.values[block["block_id"]][element["action_id"]] = entered(element, values[name])
                names.discard(name)
    if names:
        raise Misuse(f"the modal has no input {', '.join(sorted(names))}")


async def submit(courier: Courier, workspace: Workspace, user: User, view: View) -> str:
    """Press submit; the error the person was shown, or nothing. Errors stay on the view, as the person sees them."""
    view.trouble, view.errors = "", client_errors(view.blocks, view.values)
    if view.errors:
        screens.changed(workspace, view)
        return "invalid_input"
    app = workspace.apps[view.app_id]
    payload = base(app, user, "view_submission") | {
        "trigger_id": workspace.triggers.issue(app.id, user.id, in_view=True),
        "view": view.as_json(),
        "response_urls": [],
    }
    ack = await courier.interaction(app, payload)
    error = ack.error or _answered(workspace, view, ack.payload)
    if error and not view.errors:
        view.trouble = TROUBLE
    screens.changed(workspace, view)
    return error


async def close(courier: Courier, workspace: Workspace, user: User, view: View) -> None:
    """Close a modal, or all of them where it says `clear_on_close`; apps that asked for it are told."""
    whole = bool(view.payload.get("clear_on_close"))
    closed = list(reversed(workspace.views.stack(user.id))) if whole else [view]
    screens.leave(workspace, view, whole_stack=whole)
    for left in closed:
        if left.payload.get("notify_on_close"):
            app = workspace.apps[left.app_id]
            payload = base(app, user, "view_closed") | {"view": left.as_json(), "is_cleared": whole}
            await courier.interaction(app, payload)


def _answered(workspace: Workspace, view: View, body: Json) -> str:
    match body.get("response_action"):
        case None:
            screens.leave(workspace, view)
        case "clear":
            screens.leave(workspace, view, whole_stack=True)
        case "errors":
            return _refused(view, body.get("errors"))
        case "update" | "push" as action:
            return _replaced(workspace, view, action, body.get("view"))
        case _:
            return "invalid_response_action"
    return ""


def _refused(view: View, errors: Any) -> str:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or set(errors) - inputs:
        return "invalid_errors"
    view.errors = {block_id: str(words) for block_id, words in errors.items()}
    return "view_errors"


def _replaced(workspace: Workspace, view: View, action: str, payload: Any) -> str:
    try:
        checked = screens.checked(payload, "modal")
        if action == "update":
            screens.update(workspace, view, checked)
        else:
            screens.push_modal(workspace, workspace.apps[view.app_id], view.user, checked)
    except SlackError as refusal:
        return refusal.error
    return ""
