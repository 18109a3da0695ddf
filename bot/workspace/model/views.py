"""Modals, stacked per user, and the App Home of each user."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.workspace.json_types import Json
from bot.workspace.model.people import TEAM_ID


@dataclass(slots=True)
class View:
    """A modal or a home tab. `payload` is what the app sent, with block ids filled in; `values` what was typed so far.

    `errors` are shown beside input blocks (block id to text), `trouble` across the whole modal.
    """

    id: str
    app_id: str
    bot_id: str
    user: str
    payload: Json
    hash: str
    root_id: str
    previous_id: str = ""
    values: dict[str, Json] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    trouble: str = ""

    @property
    def blocks(self) -> list[Json]:
        """The blocks of the view."""
        blocks: list[Json] = self.payload["blocks"]
        return blocks

    def as_json(self) -> Json:
        """The view object that API answers and payloads carry."""
        given = self.payload
        return {
            "id": self.id,
            "team_id": TEAM_ID,
            "type": given["type"],
            "blocks": given["blocks"],
            "private_metadata": given.get("private_metadata", ""),
            "callback_id": given.get("callback_id", ""),
            "state": {"values": self.values},
            "hash": self.hash,
            "title": given.get("title"),
            "clear_on_close": given.get("clear_on_close", False),
            "notify_on_close": given.get("notify_on_close", False),
            "close": given.get("close"),
            "submit": given.get("submit"),
            "previous_view_id": self.previous_id or None,
            "root_view_id": self.root_id,
            "app_id": self.app_id,
            "external_id": given.get("external_id", ""),
            "app_installed_team_id": TEAM_ID,
            "bot_id": self.bot_id,
        }


class Views:
    """Open modals (a stack of at most three per user) and published homes (one per app and user)."""

    def __init__(self) -> None:
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[tuple[str, str], View] = {}

    def stack(self, user: str) -> list[View]:
        """The modals a user has open, the visible one last; changing the list changes the screen."""
        return self._stacks.setdefault(user, [])

    def top(self, user: str) -> View | None:
        """The modal a user sees now, if any."""
        stack = self.stack(user)
        return stack[-1] if stack else None

    def home(self, app_id: str, user: str) -> View | None:
        """The home tab an app has published for a user, if any."""
        return self._homes.get((app_id, user))

    def publish(self, view: View) -> None:
        """Show a home tab."""
        self._homes[view.app_id, view.user] = view

    def find(self, app_id: str, view_id: str = "", external_id: str = "") -> View | None:
        """An app's view by its id or by the id the app itself gave it."""
        for view in [*(view for stack in self._stacks.values() for view in stack), *self._homes.values()]:
            named = view.id == view_id if view_id else view.payload.get("external_id") == external_id != ""
            if view.app_id == app_id and named:
                return view
        return None
