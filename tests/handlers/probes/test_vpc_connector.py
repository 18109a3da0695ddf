from __future__ import annotations

from typing import Any

import pytest

from handlers.core.ports import Health
from handlers.probes.reasons import Reason
from tests.handlers.probes.conftest import FakeGoogle, Probe
from tests.handlers.probes.gcloud_wire import requests_of

CONNECTOR = "GET /v1/projects/acme-staging/locations/us-central1/connectors/road"


@pytest.mark.parametrize(
    ("answer", "expect", "reason"),
    [
        ({"state": "READY", "minThroughput": 200, "maxThroughput": 300}, {}, ""),
        ({"state": "ERROR"}, {}, Reason.STATE),
        ({"state": "CREATING"}, {"state": "READY"}, Reason.STATE),
        ({"state": "READY", "maxThroughput": 300}, {"throughput": 1000}, Reason.STATE),
    ],
)
async def test_state_and_throughput_are_judged(
    google: FakeGoogle, probe: Probe, answer: Any, expect: Any, reason: str
) -> None:
    google.answers[CONNECTOR] = (200, answer)
    assert (await probe(google.tools, kind="vpc_connector", name="road", expect=expect)).reason == reason


async def test_it_asks_what_gcloud_asks(google: FakeGoogle, probe: Probe) -> None:
    recorded = requests_of("vpc.describe")[0]
    google.answers[recorded.line] = (200, recorded.response)
    assert (await probe(google.tools, kind="vpc_connector", connector="staging-connector")).health is Health.OK
    assert google.asked[0][:2] == (recorded.line, recorded.query)


async def test_a_missing_connector_is_a_failure_and_a_forbidden_one_unknown(google: FakeGoogle, probe: Probe) -> None:
    assert (await probe(google.tools, kind="vpc_connector", name="road")).reason == Reason.NOT_FOUND
    google.answers[CONNECTOR] = (403, {})
    assert (await probe(google.tools, kind="vpc_connector", name="road")).health is Health.UNKNOWN
    assert (await probe(kind="vpc_connector", name="road")).reason == Reason.NOT_CONFIGURED


SERVICE = "GET /apis/serving.knative.dev/v1/namespaces/acme-staging/services/backend"


def user(connector: str, timeout: int) -> tuple[int, Any]:
    notes = {"run.googleapis.com/vpc-access-connector": connector}
    return 200, {"spec": {"template": {"metadata": {"annotations": notes}, "spec": {"timeoutSeconds": timeout}}}}


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (user("road", 600), ""),
        (user("projects/p/locations/r/connectors/road", 600), ""),
        (user("other", 600), Reason.SETTING_VALUE),
        (user("", 600), Reason.SETTING_VALUE),
        (user("road", 300), Reason.SETTING_VALUE),
        ((403, {}), Reason.FORBIDDEN),
    ],
)
async def test_its_users_are_held_to_route_and_timeout(
    google: FakeGoogle, probe: Probe, answer: tuple[int, Any], reason: str
) -> None:
    google.answers[CONNECTOR] = (200, {"state": "READY"})
    google.answers[SERVICE] = answer
    seen = await probe(
        google.tools, kind="vpc_connector", name="road", services=["backend"], expect={"timeout": "600s"}
    )
    assert seen.reason == reason, seen
