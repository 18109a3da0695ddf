"""Slash text in, thread transcript out: what a person types and what the channel then shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.local.world import CHANNEL
from bot.wiring import Bot
from bot.workspace.interaction.seen import Seen
from bot.workspace.server import LocalSlack
from handlers.core.report import Report

Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Thread:
    """One root and its replies, oldest first."""

    root: Message
    replies: list[Message]

    @property
    def texts(self) -> list[str]:
        """What the replies say."""
        return [reply["plain"] for reply in self.replies]

    @property
    def report(self) -> str:
        """What the report says, in one message or several."""
        return "\n".join(reply["plain"] for reply in self.replies[1:] if not reply["files"])

    def is_whole(self) -> bool:
        """Progress first, then the report, then its files; nothing missing, nothing twice."""
        files = [reply for reply in self.replies if reply["files"]]
        posts = [reply for reply in self.replies if not reply["files"]]
        keys = [reply["metadata"]["event_payload"]["key"] for reply in posts]
        names = [file["name"] for reply in files for file in reply["files"]]
        in_order = self.replies == posts + files and " of " in posts[0]["plain"] and "run `" in self.report
        return in_order and bool(files) and len(set(keys)) == len(posts) and len(set(names)) == len(files)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A person in the incident channel, the bot, and the Slack between them."""

    slack: LocalSlack
    bot: Bot

    async def types(self, line: str, channel: str = CHANNEL) -> Seen:
        """Type a line as alice."""
        return await self.slack.control.slash("alice", channel, line)

    async def clicks(self, label: str, user: str = "alice") -> Seen:
        """Press the newest button of this label, and say yes if it asks."""
        return await self.slack.control.click(user, CHANNEL, label)

    async def settled(self) -> None:
        """Until every run that was begun has ended."""
        await self.bot.intake.settle()
        await self.bot.durable.wait_all()

    async def asks(self, line: str) -> tuple[Thread, Report]:
        """Type a line, wait for its end: the one thread it made, and the report behind it."""
        await self.types(line)
        await self.settled()
        (past,) = await self.bot.reports.recent()
        report = await self.bot.reports.get(past.run)
        assert report is not None
        return self.thread(), report

    def private(self) -> list[Message]:
        """What only alice sees."""
        return [message for message in self.slack.control.transcript(CHANNEL, "alice") if message["visible_to"]]

    def threads(self) -> list[Thread]:
        """Every thread of the channel."""
        public = [message for message in self.slack.control.transcript(CHANNEL) if not message["visible_to"]]
        roots = [message for message in public if not message["is_reply"]]
        return [Thread(root, [m for m in public if m["is_reply"] and m["thread_ts"] == root["ts"]]) for root in roots]

    def thread(self) -> Thread:
        """The only thread of the channel."""
        (thread,) = self.threads()
        return thread
