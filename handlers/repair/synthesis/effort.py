"""How much work a search may do, and how much it has done: counted, so that the same text gets the same answer."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

UNITS = 8e5  # of work in a second of a slow core
LARGEST = 500_000  # characters of a text to be mended: compiling or comparing a larger one takes seconds each time


@dataclass(frozen=True, slots=True)
class Effort:
    """Bounds of a search.

    `units` of work (1.25 microseconds each on a slow core) decide; `deadline` (seconds of the monotonic clock)
    only guards against machines far slower than that. Of each text `wide` proposals are compiled at first, `narrow`
    later. The search ends when nothing open is within `margin` of the last candidate wanted, or `spread` of the best
    (both in natural log odds).
    """

    units: float
    deadline: float
    wide: int = 70
    narrow: int = 30
    margin: float = 1.3
    spread: float = 3.5

    @classmethod
    def within(cls, budget: float, patience: float = 1.0) -> Effort:
        """The effort for `budget` seconds of a slow core; a busy machine may take `patience` times as long for it."""
        return cls(units=budget * UNITS, deadline=time.monotonic() + budget * patience)

    @classmethod
    def thorough(cls, budget: float) -> Effort:
        """The same for a short text whose every likely meaning is wanted, not the best alone."""
        return replace(cls.within(budget, patience=2.0), wide=60, narrow=35, margin=3.0, spread=6.0)


@dataclass(slots=True)
class Meter:
    """The work done within one effort, by whatever shares it."""

    effort: Effort
    units: float = 0.0

    def spend(self, units: float) -> bool:
        """Counts work that is about to be done; whether it still may be."""
        self.units += units
        return not self.spent()

    def spent(self, beyond: float = 0.0) -> bool:
        """Whether the effort allowed, and a share `beyond` it, is used up."""
        late = self.units > self.effort.units * (1.0 + beyond)
        return late or time.monotonic() > self.effort.deadline + beyond * self.effort.units / UNITS

    @property
    def seconds(self) -> float:
        """Seconds of a slow core that the work done so far stands for."""
        return self.units / UNITS
