"""How fast one channel may be spoken to, and how it fares. Pure: every moment is an argument, in monotonic seconds."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.core.errors import Permanent, Temporary

_BURST, _PER_SECOND = 4.0, 1.0  # Slack: one message per second and channel, short bursts allowed
_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait after a failure: at first, at most, and where it will not work until somebody mends it."""

    first: float = 0.5
    longest: float = 20.0
    refused: float = 30.0


PATIENT = Patience()


@dataclass(slots=True)
class Lane:
    """One kind of call to one channel. `trouble`: why the last try failed, empty when it did not.

    `refused`: it will not work until somebody does something about it.
    """

    patience: Patience = PATIENT
    tokens: float = _BURST
    filled_at: float = 0.0
    active: int = 0
    not_before: float = 0.0
    failures: int = 0
    trouble: str = ""
    refused: bool = False

    def opens_in(self, now: float) -> float | None:
        """Seconds until the next try may begin, 0.0 for now; None when one must end first."""
        if self.active >= (1 if self.trouble else _AT_ONCE):
            return None
        self.tokens = min(_BURST, self.tokens + (now - self.filled_at) * _PER_SECOND)
        self.filled_at = now
        until_token = max(0.0, (1.0 - self.tokens) / _PER_SECOND)
        return max(until_token, self.not_before - now, 0.0)

    def enter(self) -> None:
        """A try begins."""
        self.active += 1
        self.tokens -= 1.0

    def leave(self, now: float, problem: Exception | None) -> None:
        """It has ended: well, or with a Failure."""
        self.active -= 1
        if problem is None:
            self.trouble, self.refused, self.failures = "", False, 0
            return
        self.trouble = str(problem) or type(problem).__name__
        self.failures += 1
        self.refused = isinstance(problem, Permanent)
        self.not_before = max(self.not_before, now + self._wait(problem))

    def _wait(self, problem: Exception) -> float:
        if isinstance(problem, Permanent):
            return self.patience.refused
        if isinstance(problem, Temporary) and problem.retry_after is not None:
            return problem.retry_after
        return min(self.patience.longest, self.patience.first * float(2 ** min(self.failures - 1, 8)))
