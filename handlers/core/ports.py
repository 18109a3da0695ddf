"""The ports a handler is given. Each has one real implementation per surface and a fake for tests beside it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Protocol


class Health(StrEnum):
    """The outcome of one measurement. UNKNOWN (it could not be made) is neither healthy nor a fault."""

    OK = "ok"
    FAILING = "failing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Tick:
    """One finished piece of a longer work: its name, how it ended, what was seen, and how long it took (seconds)."""

    name: str
    health: Health
    detail: str
    seconds: float


class Progress(Protocol):
    """Live progress of one run. Losing it loses comfort, never facts: the Report alone is the answer."""

    async def begin(self, what: str, total: int) -> None:
        """Announce `total` pieces of work, called once before the first tick of a piece of work."""

    async def tick(self, tick: Tick) -> None:
        """One piece has ended."""


class Clock(Protocol):
    """Time, so that tests may own it."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""

    def monotonic(self) -> float:
        """Seconds that never go backwards."""


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never go backwards."""
        return time.monotonic()


@dataclass(slots=True)
class RecordedProgress:
    """Progress for tests and for surfaces that show none: it only remembers."""

    announced: list[tuple[str, int]] = field(default_factory=list)
    ticks: list[Tick] = field(default_factory=list)

    async def begin(self, what: str, total: int) -> None:
        """Remember the announcement."""
        self.announced.append((what, total))

    async def tick(self, tick: Tick) -> None:
        """Remember the tick."""
        self.ticks.append(tick)
