"""A Cloud SQL instance as Google sees it: state, maintenance, storage, and whether somebody switched it off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal
from urllib.parse import quote

from pydantic import Field

from handlers.core.cloud import CloudRefusal, GoogleCloud
from handlers.core.model import Count, Model
from handlers.probes import google_access
from handlers.probes.base import Observation, ProbeConfig, Tools
from handlers.probes.reasons import Reason

DISK = "cloudsql.googleapis.com/database/disk/utilization"
CONNECTIONS = "cloudsql.googleapis.com/database/postgresql/num_backends"
STORAGE_FULL = "STORAGE_FULL"


class CloudSqlExpect(Model):
    """`storage`: the share of the disk that may be used. `connections`: how many may be open at once."""

    state: str = "RUNNABLE"
    storage: float = Field(default=0.9, gt=0, le=1)
    connections: Count | None = None


class CloudSqlProbe(ProbeConfig):
    """Looks at `instance` in the environment's project."""

    kind: Literal["cloud_sql"]
    instance: str
    expect: CloudSqlExpect = Field(default_factory=CloudSqlExpect)


async def measure(config: CloudSqlProbe, tools: Tools) -> Observation:
    """OK in the expected state with room on its disk; UNKNOWN where the bot may not look."""
    if tools.google is None:
        return google_access.no_platform()
    google = tools.google
    path = f"/sql/v1beta4/projects/{google.project}/instances/{quote(config.instance, safe='')}"
    try:
        answer = await google.get("sqladmin", path)
    except CloudRefusal as error:
        return _refused(config.instance, error)
    numbers = await _numbers(config.instance, google, tools.clock.now())
    return judge(config.expect, answer, numbers)


def _refused(instance: str, error: CloudRefusal) -> Observation:
    """The SQL admin API answers 403 both for an instance that is missing and for one the caller may not see."""
    if error.status != 403:
        return google_access.refused(f"Cloud SQL instance {instance}", error)
    detail = (
        f"instance {instance} does not exist, or the bot's identity may not see it (Cloud SQL answers 403 for both)"
    )
    return Observation.unknown(Reason.FORBIDDEN_OR_MISSING, detail, status=403)


def judge(expect: CloudSqlExpect, answer: Mapping[str, Any], numbers: Mapping[str, float]) -> Observation:
    """What the API's description of the instance and its last measured numbers mean, the gravest first."""
    settings = answer.get("settings") or {}
    state, suspended = str(answer.get("state", "")), [str(word) for word in answer.get("suspensionReason") or ()]
    facts: dict[str, Any] = {
        "state": state,
        "version": answer.get("databaseVersion", ""),
        "tier": settings.get("tier", ""),
        "activation_policy": settings.get("activationPolicy", ""),
        "disk_gb": settings.get("dataDiskSizeGb", ""),
        "suspended": suspended,
        **numbers,
    }
    used = numbers.get("disk_used", 0.0)
    if STORAGE_FULL in suspended or used >= expect.storage:
        detail = "its storage is full" if STORAGE_FULL in suspended else f"{used:.0%} of its storage is used"
        return Observation.failing(Reason.STORAGE_FULL, detail, **facts)
    if settings.get("activationPolicy") == "NEVER":
        return Observation.failing(Reason.STOPPED, "stopped: its activation policy is NEVER", **facts)
    if state == "MAINTENANCE" != expect.state:
        return Observation.failing(Reason.MAINTENANCE, "down for maintenance", **facts)
    if state != expect.state:
        because = f" ({', '.join(suspended)})" if suspended else ""
        return Observation.failing(Reason.STATE, f"in state {state}{because}, expected {expect.state}", **facts)
    if expect.connections and numbers.get("connections", 0) > expect.connections:
        detail = f"{numbers['connections']:.0f} connections are open, expected at most {expect.connections}"
        return Observation.failing(Reason.CONNECTIONS_SATURATED, detail, **facts)
    return Observation.ok(_summary(state, answer, numbers), **facts)


def _summary(state: str, answer: Mapping[str, Any], numbers: Mapping[str, float]) -> str:
    parts = [state, str(answer.get("databaseVersion", ""))]
    if "disk_used" in numbers:
        parts.append(f"{numbers['disk_used']:.0%} of its disk used")
    if "connections" in numbers:
        parts.append(f"{numbers['connections']:.0f} connections")
    if scheduled := (answer.get("scheduledMaintenance") or {}).get("startTime"):
        parts.append(f"maintenance at {scheduled}")
    return ", ".join(filter(None, parts))


async def _numbers(instance: str, google: GoogleCloud, now: datetime) -> dict[str, float]:
    """Disk and connections from Cloud Monitoring; empty where the bot may not read it: they are a comfort."""
    found = {}
    for name, metric in (("disk_used", DISK), ("connections", CONNECTIONS)):
        params = {
            "filter": f'metric.type="{metric}" AND resource.labels.database_id="{google.project}:{instance}"',
            "interval.endTime": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "interval.startTime": (now - timedelta(minutes=10)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        try:
            answer = await google.get("monitoring", f"/v3/projects/{google.project}/timeSeries", params)
        except CloudRefusal:
            break
        values = [_newest(series) for series in answer.get("timeSeries") or ()]
        if values:
            found[name] = sum(values)
    return found


def _newest(series: Mapping[str, Any]) -> float:
    points = series.get("points") or [{}]
    value = points[0].get("value") or {}
    return float(value.get("doubleValue") or value.get("int64Value") or 0)
