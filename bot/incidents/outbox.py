"""What may be posted next, and what became of it: claim, send, record. Nothing is lost or doubled by a failed send."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from bot.incidents.model import Kind, Message, State, Why

_FIRST = {Why.ENDED: 0, Why.CLOSED: 0}
_RANK = {Kind.CHANNEL: 1, Kind.THREAD: 2, Kind.EDIT: 3}


def sendable(state: State, busy: Collection[str] | None = None) -> list[Message]:
    """The next message of every incident none of which is being posted: ends first, then the channel, then the rest.

    An edit holds nothing up, and waits for all else that is to be said of its incident: the newest edit says it all.
    `busy`: the keys of what is being posted; left out, all that fly. Whoever takes over from a poster that died passes
    its own, and so gets what the dead one left unfinished.
    """
    busy = set(state.flying if busy is None else busy)
    heads: dict[str, Message] = {}
    for message in state.outbox:
        head = heads.get(message.incident)
        if head is None or (head.kind is Kind.EDIT and message.kind is not Kind.EDIT):
            heads[message.incident] = message
    ready = [message for message in heads.values() if message.key not in busy]
    return sorted(ready, key=rank)


def rank(message: Message) -> tuple[int, float]:
    """What goes first among messages of several incidents: the smallest."""
    return _FIRST.get(message.why, _RANK[message.kind]), message.at


def claimed(state: State, key: str) -> State:
    """Somebody begins to post it. A message that was taken back or sent meanwhile is not there, and is not claimed."""
    is_free = key not in state.flying and any(message.key == key for message in state.outbox)
    return replace(state, flying=(*state.flying, key)) if is_free else state


def sent(state: State, key: str) -> State:
    """It was posted, and is never posted again."""
    return replace(
        state,
        outbox=tuple(message for message in state.outbox if message.key != key),
        flying=tuple(other for other in state.flying if other != key),
    )


def unsent(state: State, key: str) -> State:
    """It was certainly not posted. It waits again in its place, unless it is an edit that a newer one replaces."""
    failed = next((message for message in state.outbox if message.key == key), None)
    if failed is None or key not in state.flying:
        return state
    later = state.outbox[state.outbox.index(failed) + 1 :]
    newer = any(message.incident == failed.incident and message.kind is Kind.EDIT for message in later)
    if failed.kind is Kind.EDIT and newer:
        return sent(state, key)
    return replace(state, flying=tuple(other for other in state.flying if other != key))
