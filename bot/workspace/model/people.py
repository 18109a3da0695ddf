"""People and groups of people."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.workspace.json_types import Json

TEAM_ID = "T0LOCAL000"
TEAM_NAME = "Local Slack"
TEAM_DOMAIN = "local-slack"
SLACKBOT = "USLACKBOT"


@dataclass(slots=True)
class User:
    """A member of the workspace: a person, or the bot user of an app (then `app_id` and `bot_id` are set)."""

    id: str
    name: str
    real_name: str
    app_id: str = ""
    bot_id: str = ""
    deleted: bool = False
    tz: str = "Europe/Berlin"

    @property
    def is_bot(self) -> bool:
        """Whether this is the bot user of an app."""
        return bool(self.bot_id)

    def as_json(self, *, with_email: bool = False) -> Json:
        """The user object of users.info; the address only for those who hold `users:read.email`."""
        profile: Json = {"real_name": self.real_name, "display_name": self.name, "team": TEAM_ID, "avatar_hash": "0"}
        if self.is_bot:
            profile |= {"bot_id": self.bot_id, "api_app_id": self.app_id}
        elif with_email:
            profile["email"] = f"{self.name}@example.com"
        return {
            "id": self.id,
            "team_id": TEAM_ID,
            "name": self.name,
            "real_name": self.real_name,
            "deleted": self.deleted,
            "tz": self.tz,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "is_admin": False,
            "is_restricted": False,
            "profile": profile,
            "updated": 0,
        }


@dataclass(slots=True)
class UserGroup:
    """A user group such as @platform-oncall; `members` are user ids."""

    id: str
    handle: str
    name: str
    members: list[str] = field(default_factory=list)
    enabled: bool = True

    def as_json(self, *, with_users: bool = False, with_count: bool = False) -> Json:
        """The usergroup object of usergroups.list."""
        body: Json = {
            "id": self.id,
            "team_id": TEAM_ID,
            "is_usergroup": True,
            "name": self.name,
            "handle": self.handle,
            "date_delete": 0 if self.enabled else 1,
            "prefs": {"channels": [], "groups": []},
        }
        if with_users:
            body["users"] = list(self.members)
        if with_count:
            body["user_count"] = len(self.members)
        return body
