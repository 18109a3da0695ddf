"""What a user has on screen: opening, stacking, changing and leaving modals, and publishing homes."""

from __future__ import annotations

import copy

from bot.workspace.blocks.identify import initial_values, with_ids
from bot.workspace.blocks.validate import view_is_too_large, view_problems
from bot.workspace.errors import SlackError, explained
from bot.workspace.ids import Ids
from bot.workspace.json_types import Json
from bot.workspace.model.apps import AppRegistration
from bot.workspace.model.views import View
from bot.workspace.state import Workspace

DEEPEST = 3


def checked(payload: Json, *kinds: str) -> Json:
    """A valid view with all ids filled in; raises `invalid_arguments` or `view_too_large`."""
    problems = view_problems(payload, kinds)
    if problems:
        raise explained("invalid_arguments", problems)
    if view_is_too_large(payload):
        raise SlackError("view_too_large")
    return copy.deepcopy(payload) | {"blocks": with_ids(payload["blocks"])}


def open_modal(workspace: Workspace, app: AppRegistration, user: str, payload: Json) -> View:
    """Show a modal as the first of a new stack."""
    _check_external_id(workspace, app, payload)
    workspace.views.stack(user).clear()
    return _show(workspace, app, user, payload)


def push_modal(workspace: Workspace, app: AppRegistration, user: str, payload: Json) -> View:
    """Lay a modal over the one in view; `push_limit_reached` beyond three."""
    if len(workspace.views.stack(user)) >= DEEPEST:
        raise SlackError("push_limit_reached")
    _check_external_id(workspace, app, payload)
    return _show(workspace, app, user, payload)


def update(workspace: Workspace, view: View, payload: Json) -> View:
    """Replace what a view shows. What was typed stays where block and action are still the same."""
    typed = view.values
    view.payload = payload
    view.hash = _hash(workspace)
    view.values = initial_values(payload["blocks"])
    for block_id, actions in view.values.items():
        for action_id, fresh in actions.items():
            old = typed.get(block_id, {}).get(action_id)
            actions[action_id] = old if old and old["type"] == fresh["type"] else fresh
    view.errors, view.trouble = {}, ""
    changed(workspace, view)
    return view


def publish_home(workspace: Workspace, app: AppRegistration, user: str, payload: Json) -> View:
    """Show a home tab, under the id of the one before it."""
    home = workspace.views.home(app.id, user)
    if home is not None:
        return update(workspace, home, payload)
    view = _view(workspace, app, user, payload)
    workspace.views.publish(view)
    changed(workspace, view)
    return view


def leave(workspace: Workspace, view: View, *, whole_stack: bool = False) -> None:
    """Take a modal off the screen, or all of them."""
    stack = workspace.views.stack(view.user)
    if whole_stack:
        stack.clear()
    elif view in stack:
        stack.remove(view)
    changed(workspace, view)


def changed(workspace: Workspace, view: View) -> None:
    """Note that a user's screen is no longer what it was."""
    workspace.journal.record("home" if view.payload["type"] == "home" else "view", user=view.user)


def _show(workspace: Workspace, app: AppRegistration, user: str, payload: Json) -> View:
    stack = workspace.views.stack(user)
    view = _view(workspace, app, user, payload)
    if stack:
        view.root_id, view.previous_id = stack[0].id, stack[-1].id
    stack.append(view)
    changed(workspace, view)
    return view


def _view(workspace: Workspace, app: AppRegistration, user: str, payload: Json) -> View:
    view_id = workspace.ids.new("V")
    values = initial_values(payload["blocks"])
    return View(view_id, app.id, app.bot_id, user, payload, _hash(workspace), view_id, values=values)


def _hash(workspace: Workspace) -> str:
    return f"{int(workspace.clock.now())}.{Ids.secret(4)}"


def _check_external_id(workspace: Workspace, app: AppRegistration, payload: Json) -> None:
    external_id = payload.get("external_id", "")
    if external_id and workspace.views.find(app.id, external_id=external_id):
        raise SlackError("duplicate_external_id")
