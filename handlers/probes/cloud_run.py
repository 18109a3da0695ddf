"""A Cloud Run service: is its newest revision up, does traffic reach it, what was deployed, why did it fail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal
from urllib.parse import quote

from handlers.core.cloud import CloudRefusal
from handlers.probes import google_access
from handlers.probes.base import Observation, ProbeConfig, Tools
from handlers.probes.cloud_run_state import CloudRunService, Revision, differences
from handlers.probes.reasons import Reason

KNATIVE = "/apis/serving.knative.dev/v1/namespaces"
REVISIONS = 10  # of the newest, as facts


class CloudRunProbe(ProbeConfig):
    """Looks at `service` (default: the name) in the environment's project and region."""

    kind: Literal["cloud_run"]
    service: str = ""


async def measure(config: CloudRunProbe, tools: Tools) -> Observation:
    """OK when the service is ready and traffic reaches a ready revision; UNKNOWN where the bot may not look."""
    google, name = tools.google, config.service or config.name
    if google is None:
        return google_access.no_platform()
    base = f"{KNATIVE}/{google.project}"
    try:
        service = CloudRunService.parse(await google.get("run", f"{base}/services/{quote(name, safe='')}"))
        listed = await google.get(
            "run", f"{base}/revisions", {"labelSelector": f"serving.knative.dev/service = {name}"}
        )
    except CloudRefusal as error:
        return google_access.refused(f"Cloud Run service {name} in {google.region}", error)
    items = [item for item in listed.get("items") or () if isinstance(item, Mapping)]
    revisions = sorted(map(Revision.parse, items), key=lambda revision: revision.created, reverse=True)
    return judge(service, revisions, differences(items))


def _deployments(revisions: Sequence[Revision], changed: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    """What was deployed when, newest first, and what it changed."""
    told = []
    for revision in revisions[:REVISIONS]:
        names = changed.get(revision.name, ())
        what = f"changed {', '.join(names)}" if names else revision.image
        told.append({"at": revision.created, "what": f"revision {revision.name} deployed ({what})"})
    return told


def judge(
    service: CloudRunService, revisions: Sequence[Revision], changed: Mapping[str, Sequence[str]] = MappingProxyType({})
) -> Observation:
    """What the service's conditions mean; `revisions` newest first, `changed` by revision what it was deployed for."""
    facts = {**_facts(service, revisions), "changes": _deployments(revisions, changed)}
    unready = {revision.name for revision in revisions if revision.ready.status == "False"}
    serving = [name for name in service.serving if name not in unready]
    ready = service.ready
    if ready.status == "True" or (serving and not service.follows_latest):
        return _judge_traffic(service, unready, facts)
    if ready.status == "Unknown":
        return Observation.unknown(Reason.NOT_READY, "a deployment is under way", **facts)
    because = f"{ready.reason}: {ready.message}" if ready.reason else ready.message or "no reason is given"
    if serving and service.latest_ready in serving and service.latest_ready != service.latest_created:
        detail = f"revision {service.latest_created} failed, {service.latest_ready} still serves. {because}"
        return Observation.failing(Reason.REVISION_FAILED, detail, **facts)
    return Observation.failing(Reason.NOT_READY, f"not ready. {because}", **facts)


def _judge_traffic(service: CloudRunService, unready: set[str], facts: dict[str, Any]) -> Observation:
    lost = [share for share in service.traffic if share.percent > 0 and share.revision in unready]
    total = sum(share.percent for share in service.traffic)
    if lost:
        detail = (
            f"{sum(share.percent for share in lost)} % of the traffic goes to {lost[0].revision}, which is not ready"
        )
        return Observation.failing(Reason.TRAFFIC, detail, **facts)
    if service.traffic and total < 100:
        return Observation.failing(Reason.TRAFFIC, f"only {total} % of the traffic is sent anywhere", **facts)
    return Observation.ok(f"ready, {' and '.join(service.serving) or service.latest_ready} serves", **facts)


def _facts(service: CloudRunService, revisions: Sequence[Revision]) -> dict[str, Any]:
    failed = next((revision for revision in revisions if revision.ready.status == "False"), None)
    facts: dict[str, Any] = {
        "condition": service.ready.status,
        "condition_reason": service.ready.reason,
        "message": service.ready.message,
        "revision": service.latest_created,
        "latest_ready": service.latest_ready,
        "traffic": [{"revision": share.revision, "percent": share.percent} for share in service.traffic],
        "limits": dict(service.limits),
        "variables": sorted(service.variables),  # names only: a plain value may be a secret all the same
        "secrets": dict(service.secrets),
    }
    if failed:
        facts["failed_revision"] = failed.name
        facts["failed_reason"] = f"{failed.ready.reason} {failed.ready.message}".strip()
    return facts
