"""What has changed, in order, and a way to wait for the next change without polling."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass

_KEPT = 2000


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `kind` says to what: message, channel, view, home, people, app or notice."""

    revision: int
    kind: str
    channel: str = ""
    user: str = ""


class Journal:
    """An ordered record of changes that any number of readers follow, each at its own pace."""

    def __init__(self) -> None:
        self._changes: deque[Change] = deque(maxlen=_KEPT)
        self._next = asyncio.Event()
        self.revision = 0

    def record(self, kind: str, channel: str = "", user: str = "") -> None:
        """Note a change and wake everyone who waits."""
        self.revision += 1
        self._changes.append(Change(self.revision, kind, channel, user))
        self._next.set()
        self._next = asyncio.Event()

    def since(self, revision: int) -> list[Change]:
        """The changes after `revision`, oldest first; the very old are forgotten."""
        return [change for change in self._changes if change.revision > revision]

    async def after(self, revision: int) -> int:
        """Wait until something has changed since `revision`; the new revision."""
        while self.revision <= revision:
            await self._next.wait()
        return self.revision
