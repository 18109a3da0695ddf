"""What an administrator may do to the workspace."""

from __future__ import annotations

from collections.abc import Sequence

from bot.workspace import posting
from bot.workspace.errors import Misuse
from bot.workspace.model.channels import Channel, Kind
from bot.workspace.model.people import User, UserGroup
from bot.workspace.state import Workspace


class Admin:
    """People, channels, memberships, archives. Users and channels are named by id, name, @name or #name."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def add_user(self, name: str, real_name: str = "") -> User:
        """A new person."""
        return self._workspace.add_user(User(self._workspace.ids.new("U"), name, real_name or name.title()))

    def add_channel(self, name: str, members: Sequence[str] = (), *, private: bool = False) -> Channel:
        """A new channel."""
        if self._workspace.find_channel(name):
            raise Misuse(f"there is already a channel {name!r}")
        ids = [self._workspace.user(member).id for member in members]
        kind = Kind.PRIVATE if private else Kind.PUBLIC
        return self._workspace.add_channel(Channel(self._workspace.ids.new("C"), name.removeprefix("#"), kind, ids))

    def set_group(self, handle: str, members: Sequence[str]) -> UserGroup:
        """Create a user group, or replace its members."""
        ids = [self._workspace.user(member).id for member in members]
        for group in self._workspace.groups.values():
            if group.handle == handle:
                group.members = ids
                self._workspace.journal.record("people")
                return group
        return self._workspace.add_group(UserGroup(self._workspace.ids.new("S"), handle, handle, ids))

    def invite(self, channel: str, user: str, inviter: str = "") -> None:
        """Make somebody (or a bot) a member."""
        by = self._workspace.user(inviter).id if inviter else ""
        self._workspace.join(self._workspace.channel(channel), self._workspace.user(user), by)

    def remove(self, channel: str, user: str) -> None:
        """End a membership."""
        self._workspace.leave(self._workspace.channel(channel), self._workspace.user(user))

    def archive(self, channel: str, archived: bool = True) -> None:
        """Archive a channel, or bring it back."""
        self._workspace.archive(self._workspace.channel(channel), archived)

    def delete_message(self, channel: str, ts: str) -> None:
        """Delete anyone's message."""
        message = self._workspace.messages.find_any(self._workspace.channel(channel).id, ts)
        if message is None:
            raise Misuse(f"there is no message {ts} in {channel}")
        posting.delete(self._workspace, message)
