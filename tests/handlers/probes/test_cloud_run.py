from __future__ import annotations

from typing import Any

import pytest

from handlers.core.ports import Health
from handlers.probes.cloud_run import judge
from handlers.probes.cloud_run_state import CloudRunService, Revision
from handlers.probes.reasons import Reason
from tests.handlers.probes.conftest import FakeGoogle, Probe
from tests.handlers.probes.gcloud_wire import requests_of

OLD, NEW = "backend-00006", "backend-00007"


def revision(name: str, ready: str = "True", message: str = "") -> dict[str, Any]:
    condition = {"type": "Ready", "status": ready, "reason": "Failed" if message else "", "message": message}
    created = f"2026-11-0{name[-1]}T10:00:00Z"
    return {"metadata": {"name": name, "creationTimestamp": created}, "status": {"conditions": [condition]}}


def service(ready: str = "True", latest_ready: str = NEW, traffic: Any = None, follows: bool = True) -> dict[str, Any]:
    wanted = [{"percent": 100, "latestRevision": True}] if follows else [{"percent": 100, "revisionName": OLD}]
    return {
        "metadata": {"name": "backend"},
        "spec": {
            "traffic": wanted,
            "template": {"spec": {"containers": [{"image": "backend:v7", "env": [{"name": "A"}]}]}},
        },
        "status": {
            "conditions": [
                {"type": "Ready", "status": ready, "reason": "HealthCheckContainerError", "message": "no port"}
            ],
            "latestReadyRevisionName": latest_ready,
            "latestCreatedRevisionName": NEW,
            "traffic": traffic or [{"revisionName": latest_ready, "percent": 100}],
        },
    }


BROKEN = [revision(NEW, "False", "exit(1)"), revision(OLD)]
SOUND = [revision(NEW), revision(OLD)]


@pytest.mark.parametrize(
    ("answer", "revisions", "reason"),
    [
        (service(), SOUND, ""),
        (service("False", OLD), BROKEN, Reason.REVISION_FAILED),
        (service("False", ""), BROKEN[:1], Reason.NOT_READY),
        (service("False", OLD, [{"revisionName": NEW, "percent": 100}]), BROKEN, Reason.NOT_READY),
        (service("False", OLD, [{"revisionName": OLD, "percent": 100}], follows=False), BROKEN, ""),
        (service("Unknown"), SOUND, Reason.NOT_READY),
        (
            service(
                "True", OLD, [{"revisionName": NEW, "percent": 50}, {"revisionName": OLD, "percent": 50}], follows=False
            ),
            BROKEN,
            Reason.TRAFFIC,
        ),
        (service(traffic=[{"revisionName": NEW, "percent": 10}]), SOUND, Reason.TRAFFIC),
    ],
)
def test_each_state_has_its_word(answer: dict[str, Any], revisions: list[dict[str, Any]], reason: str) -> None:
    seen = judge(CloudRunService.parse(answer), [Revision.parse(item) for item in revisions])
    assert seen.reason == reason, seen


def test_the_facts_tell_deploys_failure_and_settings_but_no_values() -> None:
    answer = service("False", OLD)
    container = answer["spec"]["template"]["spec"]["containers"][0]
    container["env"] = [
        {"name": "MODE", "value": "hush-hush"},
        {"name": "JWT", "valueFrom": {"secretKeyRef": {"name": "jwt", "key": "2"}}},
    ]
    container["resources"] = {"limits": {"memory": "512Mi", "cpu": "1000m"}}
    facts = judge(CloudRunService.parse(answer), [Revision.parse(item) for item in BROKEN]).facts
    assert facts["failed_revision"] == NEW
    assert "exit(1)" in facts["failed_reason"]
    assert facts["variables"] == ["MODE"]
    assert facts["secrets"] == {"JWT": "jwt:2"}
    assert facts["limits"]["memory"] == "512Mi"
    assert [change["at"] for change in facts["changes"]] == ["2026-11-07T10:00:00Z", "2026-11-06T10:00:00Z"]
    assert "hush-hush" not in repr(facts)


@pytest.mark.parametrize(
    ("status", "health", "reason"),
    [
        (401, Health.UNKNOWN, Reason.FORBIDDEN),
        (403, Health.UNKNOWN, Reason.FORBIDDEN),
        (404, Health.FAILING, Reason.NOT_FOUND),
        (429, Health.UNKNOWN, Reason.UNAVAILABLE),
        (503, Health.UNKNOWN, Reason.UNAVAILABLE),
    ],
)
async def test_a_refusal_is_not_the_services_fault(
    google: FakeGoogle, probe: Probe, status: int, health: Health, reason: Reason
) -> None:
    path = "GET /apis/serving.knative.dev/v1/namespaces/acme-staging/services/backend"
    google.answers[path] = (status, {"error": {"code": status, "message": "no"}})
    seen = await probe(google.tools, kind="cloud_run", service="backend")
    assert (seen.health, seen.reason) == (health, reason)


async def test_outside_google_cloud_it_is_not_configured(probe: Probe) -> None:
    assert (await probe(kind="cloud_run", service="backend")).reason == Reason.NOT_CONFIGURED


async def test_it_asks_what_gcloud_asks_and_understands_the_answer(google: FakeGoogle, probe: Probe) -> None:
    described, listed = requests_of("run.describe.failing")[0], requests_of("run.revisions.list")[0]
    google.answers[described.line] = (200, described.response)
    google.answers[listed.line] = (200, listed.response)
    seen = await probe(google.tools, kind="cloud_run", service="auth-service")
    assert seen.reason == Reason.NOT_READY
    assert seen.facts["condition_reason"] == "HealthCheckContainerError"
    assert google.asked[0][:2] == (described.line, described.query)
    label = "serving.knative.dev/service = auth-service"
    assert google.asked[1][:2] == (listed.line, {**listed.query, "labelSelector": label})
