"""Claim -> post -> record: a message is intended on disk before it is sent, and looked for before it is sent again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx

from bot.slack.blocks import Message
from bot.slack.calls import SlackCalls, retries
from bot.store.posts import Intent, PostStore
from handlers.core.errors import Permanent, Temporary
from handlers.core.report import File

_EVENT = "opsmedic_post"
_HTTP_TIMEOUT = 30.0
_DEADLINE = 600.0  # seconds a post is tried for; Slack's own incidents are mostly shorter

Ready = Callable[[], None]


def _always() -> None:
    """Nothing keeps a message from being sent."""


class Poster:
    """Posts, edits and uploads, each under an idempotency key, through rate limits, server errors and crashes."""

    def __init__(
        self, calls: SlackCalls, posts: PostStore, http: httpx.AsyncClient, deadline: float = _DEADLINE
    ) -> None:
        self._calls = calls
        self._posts = posts
        self._http = http
        self._deadline = deadline

    async def post(self, intent: Intent, message: Message) -> str:
        """The ts of the message, posted exactly once however often this is called with the same key.

        Raises Permanent when Slack refuses it and Temporary when the deadline has passed.
        """
        for attempt in retries(self._deadline):
            with attempt:
                return await self.attempt(intent, message)
        raise AssertionError("retries either return or raise")

    async def attempt(self, intent: Intent, message: Message, *, look: bool = True, ready: Ready = _always) -> str:
        """One try, for those who decide themselves when to try again; the message's ts.

        An earlier try may have taken effect, so Slack is searched for the key first, unless `look` is False because
        it is certain that none did. `ready` is called at the last moment before the message is sent, and may raise.
        Raises Temporary (Ambiguous where the message may be there after all) and Permanent.
        """
        record = await self._posts.intend(intent)
        if record.ts:
            return record.ts
        oldest = f"{record.intended_at.timestamp() - 60:.6f}"
        ts = "" if record.fresh or not look else await self._find(intent, oldest)
        if not ts:
            ready()
            ts = await self._send(intent, message)
        await self._posts.done(intent.key, ts)
        return ts

    async def _send(self, intent: Intent, message: Message) -> str:
        arguments: dict[str, Any] = {
            "channel": intent.channel,
            "text": message.text,
            "unfurl_links": False,
            "unfurl_media": False,
            "metadata": {"event_type": _EVENT, "event_payload": {"key": intent.key}},
        }
        if message.blocks:
            arguments["blocks"] = list(message.blocks)
        if intent.thread:
            arguments |= {"thread_ts": intent.thread, "reply_broadcast": intent.broadcast}
        answer = await self._calls("chat.postMessage", **arguments)
        return str(answer["ts"])

    async def _find(self, intent: Intent, oldest: str) -> str:
        """The ts of the message that carries this key, if an earlier try took effect after all."""
        async for message in self._messages(intent, oldest):
            metadata = message.get("metadata") or {}
            if metadata.get("event_type") == _EVENT and metadata.get("event_payload", {}).get("key") == intent.key:
                return str(message["ts"])
        return ""

    async def _messages(self, intent: Intent, oldest: str) -> AsyncIterator[dict[str, Any]]:
        """Every message since `oldest` in the thread, or among the channel's roots; page by page."""
        method = "conversations.replies" if intent.thread else "conversations.history"
        arguments: dict[str, Any] = {"channel": intent.channel, "limit": 200, "include_all_metadata": True}
        arguments |= {"ts": intent.thread} if intent.thread else {"oldest": oldest}
        cursor = ""
        while True:
            page = await self._calls(method, **arguments, **({"cursor": cursor} if cursor else {}))
            for message in page.get("messages", ()):
                yield message
            cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return

    async def edit(self, channel: str, ts: str, message: Message) -> None:
        """Bring a message to its present state. Repeating an edit changes nothing, so every failure is retried."""
        for attempt in retries(self._deadline):
            with attempt:
                await self.try_edit(channel, ts, message)

    async def try_edit(self, channel: str, ts: str, message: Message) -> None:
        """One attempt at an edit, for progress that the next edit overtakes anyway."""
        blocks = {"blocks": list(message.blocks)} if message.blocks else {}
        await self._calls("chat.update", channel=channel, ts=ts, text=message.text, **blocks)

    async def upload(self, intent: Intent, file: File) -> str:
        """Share a file in the thread, exactly once; the id Slack gave it.

        A file carries no metadata, so an earlier try is recognised by the file's name, which holds the run's id.
        """
        record = await self._posts.intend(intent)
        if record.ts:
            return record.ts
        unsure = not record.fresh
        name = f"{intent.run}-{file.name}"
        found = ""
        for attempt in retries(self._deadline):
            with attempt:
                found = await self._find_file(intent, name) if unsure else ""
                unsure = True
                found = found or await self._share(intent, file, name)
        await self._posts.done(intent.key, found)
        return found

    async def _find_file(self, intent: Intent, name: str) -> str:
        async for message in self._messages(intent, "0"):
            for file in message.get("files", ()):
                if file.get("name") == name:
                    return str(file["id"])
        return ""

    async def _share(self, intent: Intent, file: File, name: str) -> str:
        ticket = await self._calls.form(
            "files.getUploadURLExternal", filename=name, length=len(file.content), alt_txt=file.alt
        )
        try:
            sent = await self._http.post(ticket["upload_url"], content=file.content, timeout=_HTTP_TIMEOUT)
        except httpx.HTTPError as problem:
            raise Temporary(f"the upload of {file.name} broke off ({type(problem).__name__})") from problem
        if sent.status_code != 200:
            raise Temporary(f"the upload of {file.name} was answered with HTTP {sent.status_code}")
        shared = {"files": [{"id": ticket["file_id"], "title": file.name}], "channel_id": intent.channel}
        await self._calls(
            "files.completeUploadExternal", **shared, **({"thread_ts": intent.thread} if intent.thread else {})
        )
        return str(ticket["file_id"])

    async def privately(self, response_url: str, message: Message) -> None:
        """Answer the asker alone, where the command was typed. Repeats replace the earlier answer.

        Raises Permanent when the address is used up (5 answers) or too old (30 minutes).
        """
        body = {
            "response_type": "ephemeral",
            "replace_original": True,
            "text": message.text,
            **({"blocks": list(message.blocks)} if message.blocks else {}),
        }
        for attempt in retries(60.0):
            with attempt:
                try:
                    answer = await self._http.post(response_url, json=self._calls.redacted(body), timeout=_HTTP_TIMEOUT)
                except httpx.HTTPError as problem:
                    raise Temporary(f"Slack did not take a private answer ({type(problem).__name__})") from problem
                if answer.status_code == 429 or answer.status_code >= 500:
                    raise Temporary(f"Slack did not take a private answer (HTTP {answer.status_code})")
                if answer.status_code >= 400:
                    raise Permanent(
                        f"Slack no longer takes private answers for this command (HTTP {answer.status_code})"
                    )
