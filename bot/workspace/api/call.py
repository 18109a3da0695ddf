"""One API call, and what a method is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from bot.workspace.api.arguments import Arguments
from bot.workspace.errors import SlackError
from bot.workspace.json_types import Json
from bot.workspace.limits import Tier
from bot.workspace.model.apps import AppRegistration
from bot.workspace.model.channels import Channel, Kind
from bot.workspace.state import Workspace


@dataclass(frozen=True, slots=True)
class Call:
    """Who calls what with which arguments. `app` is the installation its token belongs to."""

    workspace: Workspace
    app: AppRegistration
    arguments: Arguments

    def need(self, *scopes: str) -> None:
        """Raise `missing_scope` unless the app holds one of these."""
        if scopes and not set(scopes) & set(self.app.scopes):
            raise SlackError("missing_scope", needed=",".join(scopes), provided=",".join(self.app.scopes))

    def channel(self, name: str = "channel") -> Channel:
        """The channel an argument names by id; `channel_not_found` also for private ones the bot is not in."""
        channel = self.workspace.channels.get(self.arguments.required(name))
        if channel is None or not self.may_know(channel):
            raise SlackError("channel_not_found")
        return channel

    def may_know(self, channel: Channel) -> bool:
        """Whether the bot may know that a channel exists."""
        return channel.kind is Kind.PUBLIC or self.app.bot_user_id in channel.members


class Caller(StrEnum):
    """Which kind of token a method wants; the value is how such tokens begin."""

    BOT = "xoxb-"
    APP = "xapp-"


@dataclass(frozen=True, slots=True)
class Method:
    """A method of the Web API: what it does, how often, by whom, and with which scopes (any of them)."""

    run: Callable[[Call], Json]
    tier: Tier
    scopes: tuple[str, ...] = ()
    caller: Caller = Caller.BOT


def family(action: str) -> tuple[str, ...]:
    """The scopes of one action over all kinds of conversation, as `missing_scope` lists them."""
    return tuple(f"{kind}:{action}" for kind in ("channels", "groups", "mpim", "im"))
