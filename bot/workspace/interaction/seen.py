"""What a person saw of what they did."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.workspace.json_types import Json
from bot.workspace.model.channels import Channel
from bot.workspace.model.messages import Content
from bot.workspace.model.people import SLACKBOT
from bot.workspace.posting import Draft, post
from bot.workspace.state import Workspace


@dataclass(frozen=True, slots=True)
class Seen:
    """`error` is empty where the app acknowledged in time. `messages` are transcript entries that appeared to this
    person meanwhile, private ones included; `view` is the modal now in front of them, if any.
    """

    error: str = ""
    messages: list[Json] = field(default_factory=list)
    view: Json | None = None

    @property
    def acknowledged(self) -> bool:
        """Whether the app answered in time."""
        return not self.error

    def as_json(self) -> Json:
        """The same for the control interface over HTTP."""
        return {"acknowledged": self.acknowledged, "error": self.error, "messages": self.messages, "view": self.view}


def notice(workspace: Workspace, channel: Channel, user: str, text: str) -> None:
    """Words of Slack's own, which only one person sees."""
    content = Content(text)
    post(workspace, Draft(channel.id, SLACKBOT, content, visible_to=user, notice=True))
