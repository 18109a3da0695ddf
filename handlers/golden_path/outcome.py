"""How one walk ended: stages, events and timings, as plain frozen data. Times are seconds since the journey began."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from handlers.golden_path.failures import Failure


class Mark(StrEnum):
    """How a stage ended. SLOW has passed, near its budget or with a remark."""

    PASSED = "passed"
    SLOW = "slow"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class StageResult:
    """`began` and `ended` since the journey's beginning; `within` is the stage's budget; `url` what it talked to."""

    name: str
    kind: str
    mark: Mark
    began: float = 0.0
    ended: float = 0.0
    within: float | None = None
    detail: str = ""
    url: str = ""
    service: str | None = None

    @property
    def seconds(self) -> float:
        """How long it took."""
        return self.ended - self.began


@dataclass(frozen=True, slots=True)
class EventSeen:
    """One event as it came; `gap` is the time since the event before it, or since the message was sent.

    `fault` is the id of what was wrong with it, `within` the budget its gap had.
    """

    kind: str
    at: float
    gap: float
    id: str = ""
    fault: str = ""
    within: float | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One session's walk. `failures` holds the most telling one first; `ids` its user, thread and run;
    `secrets` what it captured that no report may show."""

    session: int
    stages: tuple[StageResult, ...]
    events: tuple[EventSeen, ...] = ()
    failures: tuple[Failure, ...] = ()
    timings: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    ids: Mapping[str, str] = field(default_factory=dict)
    cleanup: tuple[StageResult, ...] = ()
    answer: str = ""
    secrets: tuple[str, ...] = field(default=(), repr=False)

    @property
    def passed(self) -> bool:
        """Every stage held."""
        return not self.failures

    @property
    def failure(self) -> Failure | None:
        """What failed first and hardest."""
        return self.failures[0] if self.failures else None

    @property
    def total(self) -> float:
        """Seconds spent in the stages, without the quiet after the last event."""
        return sum(stage.seconds for stage in self.stages)
