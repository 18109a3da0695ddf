"""One past run, as whoever keeps the history remembers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class PastRun:
    """`at` is Unix time, `seconds` how long the journey took, `failure` the failure's id where it failed."""

    at: float
    passed: bool
    seconds: float
    failure: str = ""

    @classmethod
    def from_data(cls, at: float, data: Mapping[str, Any]) -> PastRun:
        """From the `data` of a golden-path report that was made at `at`."""
        failure, timings = data.get("failure"), data.get("timings")
        total = timings.get("total") if isinstance(timings, Mapping) else None
        name = str(failure.get("id", "")) if isinstance(failure, Mapping) else ""
        return cls(at, not name, float(total) if isinstance(total, int | float) else 0.0, name)
