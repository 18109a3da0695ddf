"""The schedule, alerts and recovery sections: what is checked when, who hears of it how often, how a restore goes."""

from __future__ import annotations

from datetime import datetime

from pydantic import AwareDatetime, Field, model_validator

from handlers.core.model import Count, Model, Seconds

CHECKS = ("diagnose", "golden-path", "repair tests")  # what can be scheduled


class Check(Model):
    """One scheduled check, one of CHECKS: either `every` (an interval) or `cron` (five fields, in `timezone`).

    `jitter`: each check is moved by a time of its own, always the same, that is shorter than this.
    """

    check: str
    every: Seconds | None = None
    cron: str | None = None
    timezone: str = "UTC"
    jitter: Seconds | None = None
    fail_after: Count = 3
    recover_after: Count = 2

    @model_validator(mode="after")
    def _one_clock(self) -> Check:
        if (self.every is None) == (self.cron is None):
            given = "neither" if self.every is None else "both"
            raise ValueError(f"a check has {given} of `every` and `cron`, expected exactly one")
        return self


class Maintenance(Model):
    """A time in which `services` (none: all) may fail unannounced.

    Either it comes back, from each `cron` time in `timezone` for `lasts`; or it comes once, from `begins` to `ends`.
    """

    services: tuple[str, ...] = ()
    cron: str | None = None
    timezone: str = "UTC"
    lasts: Seconds | None = None
    begins: AwareDatetime | None = None
    ends: AwareDatetime | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Maintenance:
        again, once = (self.cron, self.lasts), (self.begins, self.ends)
        if not (_all(again) and not any(once)) and not (_all(once) and not any(again)):
            raise ValueError("a maintenance window wants either `cron` and `lasts`, or `begins` and `ends`")
        if self.begins and self.ends and self.ends <= self.begins:
            raise ValueError("this maintenance window ends before it begins")
        return self


def _all(values: tuple[str | float | datetime | None, ...]) -> bool:
    return None not in values


class Alerts(Model):
    """Where and when people hear of a failure, and how often. A time that is None switches off what it times.

    `channel`: where this environment's incidents are told, if not in the incident channel of all.

    `confirm_after`: how soon a first failure is looked at again. `gather`: how long a new incident waits for a fresh
    look at what its service needs. `together`: failures that begin within this time of each other are one, however many
    healthy-looking services lie between them. `settle`: how long a service must be well before its recovery is
    believed; `settle_again`: how long if it has come back before. `reopen_within`: a cause that comes back this soon
    goes on in its old thread. `edit_every`: the root message's
    edits are at least this far apart. `repeat_every`: for what nobody has acknowledged. `remind_every`: for who has;
    without an answer within `unacknowledge_after` it is taken back. `escalate_after`: from then on `escalate_to` (user
    groups or users) are called. `flap_start`, `flap_stop`: Nagios' thresholds, in percent of changes.

    The defaults are those of Alertmanager (repeat), Grafana OnCall (reminders, edits) and Nagios (flapping).
    """

    channel: str | None = None
    confirm_after: Seconds = 4.0
    gather: Seconds = 2.0
    together: Seconds = 180.0
    settle: Seconds = 30.0
    settle_again: Seconds = 300.0
    reopen_within: Seconds = 3600.0
    edit_every: Seconds = 10.0
    repeat_every: Seconds | None = 14400.0
    remind_every: Seconds | None = 3600.0
    unacknowledge_after: Seconds | None = 1800.0
    escalate_after: Seconds = 900.0
    escalate_to: tuple[str, ...] = ()
    flap_start: float = Field(default=30.0, gt=0, le=100)
    flap_stop: float = Field(default=20.0, ge=0, le=100)
    maintenance: tuple[Maintenance, ...] = ()

    @model_validator(mode="after")
    def _start_above_stop(self) -> Alerts:
        if self.flap_stop >= self.flap_start:
            raise ValueError("`flap_stop` must lie below `flap_start`")
        return self


class Phase(Model):
    """One phase of a restore: its time budget and the gates that must hold before the next begins."""

    phase: str
    budget: Seconds
    order: tuple[str, ...] = ()
    gate: tuple[str, ...] = ()
