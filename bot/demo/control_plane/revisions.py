"""A Cloud Run service's state: its revisions, where its traffic goes, and both as the JSON gcloud reads. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from bot.demo.control_plane.errors import PROJECT_NUMBER, REGION
from bot.demo.spec import Change, Line

_API = "serving.knative.dev/v1"


class Phase(StrEnum):
    """The status of the Ready condition."""

    PENDING = "Unknown"
    READY = "True"
    FAILED = "False"


@dataclass(slots=True)
class Revision:
    """One deployment. `recorded`: it was not deployed here, but found running. `lines`, `changes`: from its trial."""

    name: str
    template: dict[str, Any]
    variables: Mapping[str, str]
    phase: Phase = Phase.PENDING
    reason: str = ""
    message: str = ""
    recorded: bool = False
    created: datetime = field(default_factory=lambda: datetime.now(UTC))
    lines: list[Line] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def fail(self, reason: str, why: str) -> None:
        """It cannot serve."""
        self.phase, self.reason = Phase.FAILED, reason
        self.message = f"Revision '{self.name}' is not ready and cannot serve traffic. {why}"

    def condition(self, kind: str) -> dict[str, Any]:
        """One entry of a list of conditions."""
        told = {"type": kind, "status": self.phase.value, "lastTransitionTime": stamp(self.created)}
        if self.phase is Phase.FAILED:
            told |= {"reason": self.reason, "message": self.message}
        return told

    def resource(self, service: str) -> dict[str, Any]:
        """As `GET .../revisions/NAME` answers."""
        image = str(self.template["spec"]["containers"][0].get("image", ""))
        return {
            "apiVersion": _API,
            "kind": "Revision",
            "metadata": {
                "name": self.name,
                "namespace": PROJECT_NUMBER,
                "uid": self.name,
                "creationTimestamp": stamp(self.created),
                "generation": 1,
                "labels": {"serving.knative.dev/service": service, "cloud.googleapis.com/location": REGION},
                "annotations": {"serving.knative.dev/creator": "ops@example.com"},
            },
            "spec": self.template["spec"],
            "status": {
                "conditions": [self.condition("Ready"), {"type": "Active", "status": "True"}],
                "imageDigest": f"{image.partition('@')[0].rpartition(':')[0] or image}@sha256:{'0' * 64}",
            },
        }


@dataclass(slots=True)
class Service:
    """`traffic` is what was asked for; `serving` the revision that runs; `told` the one its conditions speak of.

    That is the one the last change was about: a rollback is ready when the older revision is, whatever failed before.
    """

    name: str
    url: str
    revisions: list[Revision]
    serving: str
    told: str = ""
    annotations: dict[str, str] = field(default_factory=lambda: {"run.googleapis.com/ingress": "all"})
    traffic: list[dict[str, Any]] = field(default_factory=lambda: [{"percent": 100, "latestRevision": True}])
    generation: int = 1
    created: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def version(self) -> str:
        """Changes with every change: what an update must show to have seen the newest state."""
        return f"AAY{self.generation:05d}"

    @property
    def latest(self) -> Revision:
        """The newest revision."""
        return self.revisions[-1]

    @property
    def latest_ready(self) -> Revision | None:
        """The newest that could serve."""
        return next((revision for revision in reversed(self.revisions) if revision.phase is Phase.READY), None)

    def revision(self, name: str) -> Revision | None:
        """By name."""
        return next((revision for revision in self.revisions if revision.name == name), None)

    def wanted(self) -> str:
        """The revision that should serve: of a split, the one with the largest share; the latest that is ready."""
        share = max(self.traffic, key=lambda part: int(part.get("percent") or 0), default={"latestRevision": True})
        if name := share.get("revisionName"):
            return str(name)
        return self.latest_ready.name if self.latest_ready else self.latest.name

    def resource(self) -> dict[str, Any]:
        """As `GET .../services/NAME` answers."""
        return {
            "apiVersion": _API,
            "kind": "Service",
            "metadata": {
                "name": self.name,
                "namespace": PROJECT_NUMBER,
                "selfLink": f"/apis/{_API}/namespaces/{PROJECT_NUMBER}/services/{self.name}",
                "uid": self.name,
                "resourceVersion": self.version,
                "generation": self.generation,
                "creationTimestamp": stamp(self.created),
                "labels": {"cloud.googleapis.com/location": REGION},
                "annotations": {"serving.knative.dev/creator": "ops@example.com", **self.annotations},
            },
            "spec": {"template": self.latest.template, "traffic": self.traffic},
            "status": self._status(),
        }

    def _status(self) -> dict[str, Any]:
        kinds = ("Ready", "ConfigurationsReady", "RoutesReady")
        ready, told = self.latest_ready, self.revision(self.told) or self.latest
        return {
            "observedGeneration": self.generation,
            "conditions": [told.condition(kind) for kind in kinds],
            **({"latestReadyRevisionName": ready.name} if ready else {}),
            "latestCreatedRevisionName": self.latest.name,
            "url": self.url,
            "address": {"url": self.url},
            "traffic": [self._share(part) for part in self.traffic],
        }

    def _share(self, part: Mapping[str, Any]) -> dict[str, Any]:
        return {**part, "revisionName": part.get("revisionName") or self.serving}


def stamp(moment: datetime) -> str:
    """As Google writes a time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
