"""A Cloud Run service's JSON (v1, as gcloud reads it) as typed data. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a resource: `status` is True, False or Unknown (still under way)."""

    status: str = "Unknown"
    reason: str = ""
    message: str = ""
    since: str = ""

    @classmethod
    def ready(cls, resource: Mapping[str, Any]) -> Condition:
        """The Ready condition of a service or revision."""
        for item in (resource.get("status") or {}).get("conditions") or ():
            if item.get("type") == "Ready":
                words = (item.get(key, "") for key in ("status", "reason", "message", "lastTransitionTime"))
                return cls(*(str(word) for word in words))
        return cls()


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision: an image with its settings, frozen."""

    name: str
    created: str
    ready: Condition
    image: str

    @classmethod
    def parse(cls, item: Mapping[str, Any]) -> Revision:
        """From one item of a revision list."""
        metadata, container = item.get("metadata") or {}, _container(item.get("spec"))
        return cls(
            str(metadata.get("name", "")),
            str(metadata.get("creationTimestamp", "")),
            Condition.ready(item),
            str(container.get("image", "")),
        )


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the traffic: what it is sent to, and how much of it (percent)."""

    revision: str
    percent: int
    latest: bool


@dataclass(frozen=True, slots=True)
class CloudRunService:
    """A service as it is. `variables` maps names to plain values, `secrets` names to `secret:version` references."""

    name: str
    ready: Condition
    latest_ready: str
    latest_created: str
    follows_latest: bool
    traffic: tuple[Share, ...]
    limits: Mapping[str, Any]
    variables: Mapping[str, str]
    secrets: Mapping[str, str]

    @classmethod
    def parse(cls, answer: Mapping[str, Any]) -> CloudRunService:
        """From the answer to a read of the service."""
        status, spec = answer.get("status") or {}, answer.get("spec") or {}
        template = spec.get("template") or {}
        container = _container(template.get("spec"))
        latest_ready = str(status.get("latestReadyRevisionName", ""))
        wanted = spec.get("traffic") or [{"latestRevision": True, "percent": 100}]
        return cls(
            name=str((answer.get("metadata") or {}).get("name", "")),
            ready=Condition.ready(answer),
            latest_ready=latest_ready,
            latest_created=str(status.get("latestCreatedRevisionName", "")),
            follows_latest=any(part.get("latestRevision") and part.get("percent") for part in wanted),
            traffic=tuple(_share(part, latest_ready) for part in status.get("traffic") or wanted),
            limits=_limits(template, container),
            variables={str(e["name"]): str(e.get("value", "")) for e in _env(container) if "valueFrom" not in e},
            secrets={str(e["name"]): _reference(e["valueFrom"]) for e in _env(container) if "valueFrom" in e},
        )

    @property
    def serving(self) -> tuple[str, ...]:
        """The revisions that get traffic."""
        return tuple(share.revision for share in self.traffic if share.percent > 0 and share.revision)


def template_of(item: Mapping[str, Any]) -> dict[str, str]:
    """What one revision of a list was deployed with: its variables (references for secrets), image, port and memory."""
    container = _container(item.get("spec"))
    settings = {str(e["name"]): str(e.get("value", "")) for e in _env(container) if "valueFrom" not in e}
    settings |= {str(e["name"]): _reference(e["valueFrom"]) for e in _env(container) if "valueFrom" in e}
    settings["the image"] = str(container.get("image", ""))
    settings["the port"] = str((container.get("ports") or [{}])[0].get("containerPort", ""))
    settings["the memory limit"] = str(((container.get("resources") or {}).get("limits") or {}).get("memory", ""))
    return settings


def differences(items: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """By revision, what it was deployed with otherwise than the one before it; the oldest is left out."""
    in_order = sorted(items, key=lambda item: str((item.get("metadata") or {}).get("creationTimestamp", "")))
    found = {}
    for before, after in itertools.pairwise(in_order):
        old, new = template_of(before), template_of(after)
        name = str((after.get("metadata") or {}).get("name", ""))
        found[name] = sorted(key for key in {*old, *new} if old.get(key) != new.get(key))
    return found


def _container(spec: Any) -> Mapping[str, Any]:
    """The first container, which is the one that listens (side cars follow it)."""
    containers: Sequence[Mapping[str, Any]] = (spec or {}).get("containers") or [{}]
    with_port = [container for container in containers if container.get("ports")]
    return (with_port or containers)[0]


def _env(container: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [item for item in container.get("env") or () if isinstance(item, Mapping) and item.get("name")]


def _reference(value_from: Mapping[str, Any]) -> str:
    secret = value_from.get("secretKeyRef") or {}
    return f"{secret.get('name', '?')}:{secret.get('key', 'latest')}"


def _share(part: Mapping[str, Any], latest_ready: str) -> Share:
    latest = bool(part.get("latestRevision"))
    return Share(
        str(part.get("revisionName") or (latest_ready if latest else "")), int(part.get("percent") or 0), latest
    )


def _limits(template: Mapping[str, Any], container: Mapping[str, Any]) -> dict[str, Any]:
    spec = template.get("spec") or {}
    notes = (template.get("metadata") or {}).get("annotations") or {}
    found = {
        **((container.get("resources") or {}).get("limits") or {}),
        "image": container.get("image"),
        "port": ((container.get("ports") or [{}])[0]).get("containerPort"),
        "concurrency": spec.get("containerConcurrency"),
        "timeout_seconds": spec.get("timeoutSeconds"),
        "min_instances": notes.get("autoscaling.knative.dev/minScale"),
        "max_instances": notes.get("autoscaling.knative.dev/maxScale"),
        "connector": notes.get("run.googleapis.com/vpc-access-connector"),
        "cloud_sql": notes.get("run.googleapis.com/cloudsql-instances"),
    }
    return {key: value for key, value in found.items() if value is not None}
