"""Incidents in Slack: one root message in the channel, all else in its thread, the root edited to its present state."""

from __future__ import annotations

import asyncio
import hashlib

from bot.incidents.model import Kind
from bot.slack.blocks import Message, section
from bot.slack.calls import Refused
from bot.slack.channels import Channels
from bot.slack.incident_blocks import Scene, reply_message, root_message
from bot.slack.mentions import Mentions
from bot.slack.poster import Poster
from bot.store.posts import Intent, Posted, PostStore
from bot.watch.speaker import Order
from handlers.core.errors import Permanent
from handlers.services.handler import can_restart

_GONE = {"message_not_found", "thread_not_found", "cannot_reply_to_message"}
_TOO_MUCH = {"invalid_blocks", "invalid_blocks_format", "msg_too_long", "msg_blocks_too_long", "invalid_arguments"}
_MOST_BYTES = 64  # of a run's name in the record


class IncidentPosts:
    """Says what the speaker wants said. A root that somebody deleted is posted again, and its thread goes on there."""

    def __init__(self, poster: Poster, posts: PostStore, channels: Channels, mentions: Mentions) -> None:
        self._poster, self._posts = poster, posts
        self._channels, self._mentions = channels, mentions
        self._ids: dict[str, str] = {}
        self._renewing = asyncio.Lock()

    async def say(self, order: Order) -> None:
        """Post or edit one message; see `speaker.Voice`."""
        try:
            await self._say(order)
        except Permanent:
            self._ids.pop(order.channel, None)  # it may have been renamed, archived or made anew
            raise

    async def root(self, incident: str) -> Posted | None:
        """Where the incident's root message stands: the last that was posted of it."""
        return await root_of(self._posts, incident)

    async def _say(self, order: Order) -> None:
        said = order.message
        incident = order.state.incidents[said.incident]
        scene = Scene(
            order.rules,
            incident,
            order.state.vitals,
            can_restart(order.environment, incident.cause),
            await self._mentions.of(said.mention) if said.mention else {},
        )
        first = incident.root.key if incident.root else incident.opener or said.key
        if said.key == first:
            await self._post_root(order, scene, said.key, look=order.look)
            return
        root = await self.root(incident.id) or await self._renew(order, scene, None)
        try:
            await self._follow(order, scene, root)
        except Refused as problem:
            if problem.error not in _GONE:
                raise
            root = await self._renew(order, scene, root)
            if said.kind is not Kind.EDIT:
                await self._follow(order, scene, root)

    async def _follow(self, order: Order, scene: Scene, root: Posted) -> None:
        """Below the root, or over it."""
        said = order.message
        if said.kind is Kind.EDIT:
            order.ready()
            await self._edit(root, root_message(scene))
            return
        broadcast = said.kind is Kind.CHANNEL
        intent = Intent(said.key, _run(said.incident), root.channel, root.ts, broadcast)
        await self._post(order, intent, reply_message(scene, said), look=order.look)

    async def _renew(self, order: Order, scene: Scene, lost: Posted | None) -> Posted:
        """The root posted anew, as it is at present. Of several who find it gone, one posts."""
        async with self._renewing:
            present = await self.root(scene.incident.id)
            if present is not None and present != lost:
                return present
            posted = await self._posts.of_run(_run(scene.incident.id, "root"))
            first = scene.incident.root.key if scene.incident.root else scene.incident.id
            await self._post_root(order, scene, f"{first}~{len(posted) + 1}", look=True)
            renewed = await self.root(scene.incident.id)
            if renewed is None:
                raise Permanent("the root message was posted and is not in the record")
            return renewed

    async def _post_root(self, order: Order, scene: Scene, key: str, *, look: bool) -> None:
        intent = Intent(key, _run(scene.incident.id, "root"), await self._channel(order.channel))
        await self._post(order, intent, root_message(scene), look=look)

    async def _post(self, order: Order, intent: Intent, message: Message, *, look: bool) -> None:
        """Post it; as plain text where Slack does not take its blocks, for an alert must not be lost to its layout."""
        try:
            await self._poster.attempt(intent, message, look=look, ready=order.ready)
        except Refused as problem:
            if problem.error not in _TOO_MUCH:
                raise
            await self._poster.attempt(intent, Message(message.text), look=False, ready=order.ready)

    async def _edit(self, root: Posted, message: Message) -> None:
        try:
            await self._poster.try_edit(root.channel, root.ts, message)
        except Refused as problem:
            if problem.error not in _TOO_MUCH:
                raise
            await self._poster.try_edit(root.channel, root.ts, Message(message.text, (section(message.text),)))

    async def _channel(self, name: str) -> str:
        if name not in self._ids:
            self._ids[name] = await self._channels.id_of(name)
        return self._ids[name]


async def root_of(posts: PostStore, incident: str) -> Posted | None:
    """Where an incident's root message stands; None while it is not posted."""
    posted = await posts.of_run(_run(incident, "root"))
    return posted[-1] if posted else None


def _run(incident: str, part: str = "") -> str:
    """What the record files an incident's messages under; its roots apart from the rest."""
    name = f"{incident}:{part}" if part else incident
    return name if len(name) <= _MOST_BYTES else hashlib.sha256(name.encode()).hexdigest()
