"""An environment: one deployment of the product, all that the bot may look at and, once approved, may change."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from handlers.core.model import HttpUrl, Model, Seconds
from handlers.stack.golden_path import GoldenPath
from handlers.stack.outside import Heartbeat, Inbound
from handlers.stack.service import Service
from handlers.stack.watch import Alerts, Check, Phase


class CloudRunPlatform(Model):
    """Google Cloud Run. `endpoint` points every Google API at one base address (a local control plane, in the demo)."""

    kind: Literal["cloud_run"] = "cloud_run"
    project: str
    region: str
    endpoint: HttpUrl | None = None


class ProcessPlatform(Model):
    """Processes on this machine under a supervisor that answers HTTP at `url`."""

    kind: Literal["process"] = "process"
    url: HttpUrl
    token: str = ""


Platform = Annotated[CloudRunPlatform | ProcessPlatform, Field(discriminator="kind")]


class SettingsAgreement(Model):
    """One setting that must be the same in several services: service -> the name it has there."""

    name: str
    members: dict[str, str]
    expect: str | None = None


class Tests(Model):
    """The test tree that `repair tests` looks after.

    `least_kept`: share 0..1 of a file's words; a repair that keeps less is applied only with an explicit yes.
    `keep_runs`: how long a repair can be undone, counted from when it was last applied or taken back; None: for ever.
    """

    repository: str = ""
    roots: tuple[str, ...] = ("tests",)
    exclude: tuple[str, ...] = ()
    critical: tuple[str, ...] = ()
    collect: str = "python -m pytest --collect-only -q"
    suites: dict[str, str] = Field(default_factory=dict)
    python: str | None = None
    renames: dict[str, str] = Field(default_factory=dict)
    least_kept: float = Field(default=0.9, ge=0, le=1)
    keep_runs: Seconds | None = 30 * 86400.0


class Environment(Model):
    """`protected`: a change needs two people. `impact`: what is at risk, in words for the incident channel."""

    impact: str = ""
    protected: bool = False
    platform: Platform | None = None
    services: dict[str, Service]
    settings_agree: tuple[SettingsAgreement, ...] = ()
    golden_path: GoldenPath | None = None
    tests: Tests | None = None
    schedule: tuple[Check, ...] = ()
    alerts: Alerts = Field(default_factory=Alerts)
    recovery: tuple[Phase, ...] = ()
    budget: Seconds | None = None


class SlackChannels(Model):
    """Where the bot speaks, and who may approve a change (user groups or users).

    `fallback`: addresses of other services, as Apprise writes them, that are told of incidents once Slack has not taken
    a message for `fallback_after`.
    """

    incident_channel: str = "#incidents"
    approvers: tuple[str, ...] = ()
    fallback: tuple[str, ...] = Field(default=(), repr=False)
    fallback_after: Seconds = 60.0


class Stack(Model):
    """All of stack.yaml."""

    version: Literal[1]
    slack: SlackChannels = Field(default_factory=SlackChannels)
    heartbeat: Heartbeat | None = None
    inbound: tuple[Inbound, ...] = ()
    environments: dict[str, Environment]

    def channel_of(self, environment: str) -> str:
        """Where incidents of this environment are told: its own channel, or the one for all."""
        found = self.environments.get(environment)
        return (found.alerts.channel if found else None) or self.slack.incident_channel
