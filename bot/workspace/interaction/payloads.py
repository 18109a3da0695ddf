"""The parts that payloads of interactions have in common."""

from __future__ import annotations

from bot.workspace.json_types import Json
from bot.workspace.model.apps import AppRegistration
from bot.workspace.model.channels import Channel
from bot.workspace.model.people import TEAM_DOMAIN, TEAM_ID, User
from bot.workspace.state import Workspace


def base(app: AppRegistration, user: User, kind: str) -> Json:
    """Who did what kind of thing, in which workspace, to which app."""
    return {
        "type": kind,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": TEAM_ID},
        "api_app_id": app.id,
        "token": app.credentials.verification_token,
        "team": {"id": TEAM_ID, "domain": TEAM_DOMAIN},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def place(channel: Channel) -> Json:
    """A channel as payloads name it."""
    return {"id": channel.id, "name": channel.name or "directmessage"}


def response_url(workspace: Workspace, family: str, key: str) -> str:
    """The address of a hook; `family` is `commands` or `actions`."""
    return f"{workspace.base_url}/hooks/{family}/{TEAM_ID}/{key}"
