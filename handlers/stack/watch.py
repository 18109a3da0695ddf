"""The schedule and recovery sections: what is checked when, and the phases of a restore."""

from __future__ import annotations

from pydantic import model_validator

from handlers.core.model import Count, Model, Seconds


CHECKS = ("diagnose", "golden-path", "repair tests")  # what can be scheduled


class Check(Model):
    """One scheduled check, one of CHECKS: either `every` (an interval) or `cron` (five fields, in `timezone`)."""

    check: str
    every: Seconds | None = None
    cron: str | None = None
    timezone: str = "UTC"
    fail_after: Count = 3
    recover_after: Count = 2

    @model_validator(mode="after")
    def _one_clock(self) -> Check:
        if (self.every is None) == (self.cron is None):
            given = "neither" if self.every is None else "both"
            raise ValueError(f"a check has {given} of `every` and `cron`, expected exactly one")
        return self


class Phase(Model):
    """One phase of a restore: its time budget and the gates that must hold before the next begins."""

    phase: str
    budget: Seconds
    order: tuple[str, ...] = ()
    gate: tuple[str, ...] = ()
