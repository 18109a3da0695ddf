"""The whole of one workspace: its tables, and the changes people make to people and channels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.workspace.clock import Clock
from bot.workspace.errors import Misuse
from bot.workspace.ids import Ids
from bot.workspace.journal import Journal
from bot.workspace.json_types import Json
from bot.workspace.ledgers import Hooks, Tickets, Triggers
from bot.workspace.limits import Limits
from bot.workspace.model.apps import AppRegistration
from bot.workspace.model.channels import Channel, Kind
from bot.workspace.model.files import StoredFile
from bot.workspace.model.messages import Messages
from bot.workspace.model.people import User, UserGroup
from bot.workspace.model.views import Views


@dataclass(frozen=True, slots=True)
class Happening:
    """Something apps may have subscribed to. `name` is the subscription (`message.channels`), `event` its body.

    `only_app` restricts it to one app; otherwise every subscribed app whose bot is in `channel` is told.
    """

    name: str
    event: Json
    channel: str = ""
    only_app: str = ""


class Workspace:
    """State, without network. Everything that changes it records the change in `journal`."""

    def __init__(self, clock: Clock, limits: Limits) -> None:
        self.clock, self.limits = clock, limits
        self.ids = Ids(clock)
        self.journal = Journal()
        self.triggers = Triggers(clock, limits)
        self.hooks = Hooks(clock, limits)
        self.tickets = Tickets(clock, limits)
        self.users: dict[str, User] = {}
        self.groups: dict[str, UserGroup] = {}
        self.channels: dict[str, Channel] = {}
        self.apps: dict[str, AppRegistration] = {}
        self.files: dict[str, StoredFile] = {}
        self.messages = Messages()
        self.views = Views()
        self.base_url = ""
        self.listeners: list[Callable[[Happening], None]] = []

    def happen(self, happening: Happening) -> None:
        """Tell whoever delivers events."""
        for listener in self.listeners:
            listener(happening)

    def user(self, who: str) -> User:
        """A user by id, name, @name or `U_NAME`; raises Misuse for nobody."""
        name = who.removeprefix("@").lower()
        for user in self.users.values():
            if who == user.id or name in (user.name.lower(), f"u_{user.name.lower()}", user.id.lower()):
                return user
        raise Misuse(f"there is no user {who!r}; there are {', '.join(user.name for user in self.users.values())}")

    def channel(self, where: str) -> Channel:
        """A channel by id, name or #name; raises Misuse for none."""
        channel = self.find_channel(where)
        if channel is None:
            raise Misuse(
                f"there is no channel {where!r}; there are {', '.join(c.name for c in self.channels.values())}"
            )
        return channel

    def find_channel(self, where: str) -> Channel | None:
        """A channel by id, name or #name, or None."""
        name = where.removeprefix("#")
        return next((c for c in self.channels.values() if where == c.id or (c.name and name == c.name)), None)

    def direct(self, one: str, other: str) -> Channel:
        """The direct conversation of two users, opened if need be."""
        for channel in self.channels.values():
            if channel.kind is Kind.DIRECT and set(channel.members) == {one, other}:
                return channel
        return self.add_channel(Channel(self.ids.new("D"), "", Kind.DIRECT, [one, other]))

    def add_user(self, user: User) -> User:
        """A new member of the workspace."""
        self.users[user.id] = user
        self.journal.record("people")
        return user

    def add_group(self, group: UserGroup) -> UserGroup:
        """A new user group."""
        self.groups[group.id] = group
        self.journal.record("people")
        return group

    def add_channel(self, channel: Channel) -> Channel:
        """A new conversation."""
        channel.created = channel.created or int(self.clock.now())
        self.channels[channel.id] = channel
        self.journal.record("channel", channel.id)
        return channel

    def join(self, channel: Channel, user: User, inviter: str = "") -> bool:
        """Make `user` a member; False where they already were."""
        if user.id in channel.members:
            return False
        channel.members.append(user.id)
        self.journal.record("channel", channel.id)
        event: Json = {
            "type": "member_joined_channel",
            "user": user.id,
            "channel": channel.id,
            "channel_type": "C" if channel.kind is Kind.PUBLIC else "G",
            "event_ts": self.ids.stamp(),
        }
        if inviter:
            event["inviter"] = inviter
        self.happen(Happening("member_joined_channel", event, channel.id))
        return True

    def leave(self, channel: Channel, user: User) -> None:
        """End a membership."""
        if user.id in channel.members:
            channel.members.remove(user.id)
            self.journal.record("channel", channel.id)

    def archive(self, channel: Channel, archived: bool = True) -> None:
        """Archive a channel, or bring it back."""
        channel.archived = archived
        self.journal.record("channel", channel.id)
