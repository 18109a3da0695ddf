"""What the bot has to do with other watchers: the address it calls while it is well, and the alerts that it takes."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from handlers.core.model import HttpUrl, Model, Seconds


class Heartbeat(Model):
    """An address that is called every so often while the bot does its work, and whose silence somebody notices."""

    url: HttpUrl = Field(repr=False)
    every: Seconds = 60.0


class Inbound(Model):
    """A hook for the alerts of another monitoring system, at `/inbound/<name>` (its kind, unless it is named).

    `token` must come with each call (`Authorization: Bearer`, or as the password of Basic); `secret` is what Grafana
    signs its calls with. The labels say which environment and service an alert speaks of; `environment` is that of
    alerts without the label. `diagnose`: whether an alert starts a diagnosis.
    """

    kind: Literal["alertmanager", "grafana"]
    name: str = ""
    token: str = Field(default="", repr=False)
    secret: str = Field(default="", repr=False)
    environment: str = ""
    environment_label: str = "environment"
    service_label: str = "service"
    diagnose: bool = True

    @property
    def path(self) -> str:
        """The last part of its address."""
        return self.name or self.kind

    @model_validator(mode="after")
    def _guarded(self) -> Inbound:
        if not self.token and not self.secret:
            raise ValueError("this hook has neither `token` nor `secret`: anybody could open incidents")
        if self.secret and self.kind != "grafana":
            raise ValueError("`secret` is for Grafana, which signs its calls; Alertmanager sends a `token`")
        return self
