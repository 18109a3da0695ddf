"""Messages, threads and ephemerals of every channel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.workspace.json_types import Json


@dataclass(slots=True)
class Content:
    """What a message says, after it has been checked."""

    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    metadata: Json | None = None


@dataclass(slots=True)
class Message:
    """One message. `visible_to` names the one user who sees an ephemeral; everyone sees it where it is empty.

    `replaced` holds what the message said before each edit, oldest first. A deleted message is kept and marked.
    `values` is what each user has chosen in its menus (user id -> the `values` of a payload's `state`).
    """

    ts: str
    channel: str
    user: str
    content: Content
    app_id: str = ""
    thread_ts: str = ""
    broadcast: bool = False
    visible_to: str = ""
    subtype: str = ""
    files: list[str] = field(default_factory=list)
    edited_ts: str = ""
    replaced: list[Content] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    deleted: bool = False
    notice: bool = False
    values: dict[str, dict[str, dict[str, Json]]] = field(default_factory=dict)

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread below another message."""
        return bool(self.thread_ts) and self.thread_ts != self.ts

    def seen_by(self, user: str) -> bool:
        """Whether `user`, a member of the channel, sees it."""
        return not self.deleted and self.visible_to in ("", user)


class Messages:
    """All messages of a workspace, per channel in the order of their timestamps."""

    def __init__(self) -> None:
        self._channels: dict[str, dict[str, Message]] = {}
        self._threads: dict[tuple[str, str], list[Message]] = {}

    def add(self, message: Message) -> Message:
        """Keep a new message."""
        self._channels.setdefault(message.channel, {})[message.ts] = message
        if message.is_reply:
            self._threads.setdefault((message.channel, message.thread_ts), []).append(message)
        return message

    def all(self, channel: str) -> Iterator[Message]:
        """Everything ever said in a channel: replies, ephemerals and deleted messages too, oldest first."""
        return iter(list(self._channels.get(channel, {}).values()))

    def public(self, channel: str) -> list[Message]:
        """What the Web API may show: no ephemerals, and of deleted messages only those that head a thread."""
        return [
            message
            for message in self.all(channel)
            if not message.visible_to and (not message.deleted or self.replies(channel, message.ts))
        ]

    def has_thread(self, channel: str, ts: str) -> bool:
        """Whether a reply may be put below `ts`: it is there, or its replies are."""
        message = self.find(channel, ts)
        return bool(message and not message.is_reply) or bool(self.replies(channel, ts))

    def find(self, channel: str, ts: str) -> Message | None:
        """A message that the Web API may show, or None."""
        message = self._channels.get(channel, {}).get(ts)
        return message if message and not message.deleted and not message.visible_to else None

    def find_any(self, channel: str, ts: str) -> Message | None:
        """Any message that still exists, ephemeral ones included, or None."""
        message = self._channels.get(channel, {}).get(ts)
        return message if message and not message.deleted else None

    def replies(self, channel: str, thread_ts: str) -> list[Message]:
        """The replies of one thread that everyone sees, oldest first, without the parent."""
        thread = self._threads.get((channel, thread_ts), ())
        return [message for message in thread if not message.deleted and not message.visible_to]
