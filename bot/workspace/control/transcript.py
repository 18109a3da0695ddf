"""What stands in a channel, as plain JSON for tests, scripts and the page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.workspace.json_types import Json
from bot.workspace.model.channels import Channel
from bot.workspace.model.messages import Message
from bot.workspace.state import Workspace


def transcript(workspace: Workspace, channel: Channel, viewer: str = "", *, with_deleted: bool = False) -> list[Json]:
    """Every message in order, threads and ephemerals included.

    `viewer` (a user id) restricts it to what that user sees; without one, everything is there and `visible_to` says
    who sees it. `with_deleted` keeps deleted messages, marked as such.
    """
    return [
        entry(workspace, message)
        for message in workspace.messages.all(channel.id)
        if (with_deleted or not message.deleted) and (not viewer or message.visible_to in ("", viewer))
    ]


def entry(workspace: Workspace, message: Message) -> Json:
    """One message: who, when, what (`plain` is all of its words), where in which thread, for whom."""
    user = workspace.users[message.user]
    replies = workspace.messages.replies(message.channel, message.ts)
    return {
        "ts": message.ts,
        "channel": message.channel,
        "user": user.id,
        "name": user.name,
        "real_name": user.real_name,
        "is_bot": user.is_bot,
        "app_id": message.app_id,
        "text": message.content.text,
        "blocks": message.content.blocks,
        "attachments": message.content.attachments,
        "plain": plain(message),
        "metadata": message.content.metadata,
        "thread_ts": message.thread_ts,
        "is_reply": message.is_reply,
        "reply_count": len(replies),
        "reply_users": list(dict.fromkeys(reply.user for reply in replies)),
        "latest_reply": replies[-1].ts if replies else "",
        "broadcast": message.broadcast,
        "visible_to": message.visible_to,
        "notice": message.notice,
        "edited": bool(message.edited_ts),
        "edits": [{"text": old.text, "blocks": old.blocks} for old in message.replaced],
        "deleted": message.deleted,
        "reactions": {name: list(users) for name, users in message.reactions.items()},
        "files": [_file(workspace, key) for key in message.files],
    }


def plain(message: Message) -> str:
    """The words of the blocks, or of the text where there are no blocks; one line per block."""
    if not message.content.blocks:
        return message.content.text
    return "\n".join(filter(None, (" ".join(_words(block)) for block in message.content.blocks)))


def _words(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            if key in ("text", "alt_text") and isinstance(part, str):
                yield part
            else:
                yield from _words(part)
    elif isinstance(value, list):
        for part in value:
            yield from _words(part)


def _file(workspace: Workspace, key: str) -> Json:
    file = workspace.files[key]
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title or file.name,
        "media_type": file.media_type,
        "size": file.size,
        "alt_text": file.alt_text,
        "is_image": file.is_image,
        "url": f"{workspace.base_url}/control/files/{file.id}",
    }


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for in a transcript; whatever is left empty matches everything.

    `contains`: words in it; `user`: id or name of who said it; `thread_ts`: replies of this thread; `visible_to`: the
    user who alone sees it; `after`: only messages with a later timestamp; `has_file`: whether it carries a file.
    """

    contains: str = ""
    user: str = ""
    thread_ts: str = ""
    visible_to: str = ""
    after: str = ""
    has_file: bool = False

    def matches(self, message: Json) -> bool:
        """Whether one transcript entry is meant."""
        return (
            self.contains.lower() in f"{message['plain']}\n{message['text']}".lower()
            and self.user in ("", message["user"], message["name"])
            and self.thread_ts in ("", message["thread_ts"])
            and self.visible_to in ("", message["visible_to"])
            and (not self.after or float(message["ts"]) > float(self.after))
            and (not self.has_file or bool(message["files"]))
        )
