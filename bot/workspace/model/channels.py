"""Places to talk: public and private channels, and direct messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.workspace.json_types import Json
from bot.workspace.model.people import TEAM_ID


class Kind(StrEnum):
    """The kinds conversations.list knows."""

    PUBLIC = "public_channel"
    PRIVATE = "private_channel"
    DIRECT = "im"

    @property
    def scope_family(self) -> str:
        """The family of scopes that opens it: `channels:read`, `groups:read`, `im:read` and so on."""
        return {Kind.PUBLIC: "channels", Kind.PRIVATE: "groups", Kind.DIRECT: "im"}[self]

    @property
    def event_channel_type(self) -> str:
        """What events call it."""
        return {Kind.PUBLIC: "channel", Kind.PRIVATE: "group", Kind.DIRECT: "im"}[self]


@dataclass(slots=True)
class Channel:
    """One conversation; `members` are user ids in the order they joined."""

    id: str
    name: str
    kind: Kind = Kind.PUBLIC
    members: list[str] = field(default_factory=list)
    archived: bool = False
    topic: str = ""
    purpose: str = ""
    created: int = 0
    creator: str = ""

    def as_json(self, viewer: str, *, with_count: bool = False) -> Json:
        """The conversation object, as the user `viewer` is shown it."""
        common: Json = {"id": self.id, "created": self.created, "is_archived": self.archived}
        if self.kind is Kind.DIRECT:
            other = next((member for member in self.members if member != viewer), viewer)
            return common | {"is_im": True, "is_org_shared": False, "user": other, "context_team_id": TEAM_ID}
        body = common | {
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind is Kind.PUBLIC,
            "is_group": self.kind is Kind.PRIVATE,
            "is_im": False,
            "is_mpim": False,
            "is_private": self.kind is Kind.PRIVATE,
            "is_general": self.name == "general",
            "is_shared": False,
            "is_org_shared": False,
            "is_member": viewer in self.members,
            "creator": self.creator,
            "context_team_id": TEAM_ID,
            "unlinked": 0,
            "topic": {"value": self.topic, "creator": "", "last_set": 0},
            "purpose": {"value": self.purpose, "creator": "", "last_set": 0},
            "previous_names": [],
        }
        return body | {"num_members": len(self.members)} if with_count else body
