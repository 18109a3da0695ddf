"""The schedule and recovery sections: what is checked when, and the phases of a restore."""

from __future__ import annotations

from pydantic import Field, model_validator

from handlers.core.model import Model, Seconds


class Check(Model):
    """One scheduled check: either `every` (an interval) or `cron` (five fields, in `timezone`)."""

    check: str
    every: Seconds | None = None
    cron: str | None = None
    timezone: str = "UTC"
    fail_after: int = Field(default=3, ge=1)
    recover_after: int = Field(default=2, ge=1)

    @model_validator(mode="after")
    def _one_clock(self) -> Check:
        if (self.every is None) == (self.cron is None):
            raise ValueError("give either `every` or `cron`, not both and not neither")
        return self


class Phase(Model):
    """One phase of a restore: its time budget and the gates that must hold before the next begins."""

    phase: str
    budget: Seconds
    order: tuple[str, ...] = ()
    gate: tuple[str, ...] = ()
