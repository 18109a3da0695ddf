from __future__ import annotations

from typing import Any

import pytest

from handlers.core.ports import Health
from handlers.probes.cloud_run_logs import CloudRunLogsExpect, judge
from handlers.probes.log_groups import entry_from_json
from handlers.probes.reasons import Reason
from tests.handlers.probes.conftest import FakeGoogle, Probe
from tests.handlers.probes.gcloud_wire import requests_of

LOGS = "POST /v2/entries:list"
SERVICE = "GET /apis/serving.knative.dev/v1/namespaces/acme-staging/services/backend"
TRACEBACK = """Traceback (most recent call last):
  File "/app/main.py", line 1, in <module>
    import missing
ModuleNotFoundError: No module named 'missing'"""


def entry(text: str, revision: str = "r7", at: str = "2026-11-01T10:00:00Z") -> dict[str, Any]:
    return {
        "textPayload": text,
        "timestamp": at,
        "severity": "ERROR",
        "resource": {"labels": {"revision_name": revision}},
    }


@pytest.mark.parametrize(
    ("texts", "up", "reason"),
    [
        ([], False, ""),
        (["slow query"] * 3, False, ""),
        (["slow query"] * 11, True, Reason.ERRORS_LOGGED),
        (["Default STARTUP TCP probe failed 1 time"], False, Reason.ERRORS_LOGGED),
        (["Default STARTUP TCP probe failed 1 time"], True, ""),
        (["Memory limit of 512 MiB exceeded with 530 MiB used."], True, Reason.ERRORS_LOGGED),
    ],
)
def test_errors_are_judged_by_number_and_kind(texts: list[str], up: bool, reason: str) -> None:
    entries = [entry_from_json(entry(text)) for text in texts]
    assert judge(CloudRunLogsExpect(), entries, up=up).reason == reason


async def test_tracebacks_are_grouped_with_root_and_frame(google: FakeGoogle, probe: Probe) -> None:
    google.answers[LOGS] = (200, {"entries": [entry(TRACEBACK), entry("noise 1"), entry("noise 2"), entry(TRACEBACK)]})
    seen = await probe(google.tools, kind="cloud_run_logs", service="backend", expect={"errors": 1})
    assert seen.reason == Reason.ERRORS_LOGGED
    assert (seen.facts["exception"], seen.facts["module"]) == ("ModuleNotFoundError", "missing")
    assert seen.facts["frame"] == "/app/main.py:1 in <module>"
    assert [group["count"] for group in seen.facts["groups"]] == [2, 2]


async def test_errors_of_revisions_that_no_longer_matter_are_left_out(google: FakeGoogle, probe: Probe) -> None:
    google.answers[LOGS] = (200, {"entries": [entry("boom", "r6")] * 20})
    google.answers[SERVICE] = (
        200,
        {"status": {"latestCreatedRevisionName": "r7", "traffic": [{"revisionName": "r7", "percent": 100}]}},
    )
    assert (await probe(google.tools, kind="cloud_run_logs", service="backend")).health is Health.OK


async def test_a_log_that_may_not_be_read_is_unknown(google: FakeGoogle, probe: Probe) -> None:
    google.answers[LOGS] = (403, {"error": {"message": "denied"}})
    seen = await probe(google.tools, kind="cloud_run_logs", service="backend")
    assert (seen.health, seen.reason) == (Health.UNKNOWN, Reason.FORBIDDEN)
    assert (await probe(kind="cloud_run_logs", service="backend")).reason == Reason.NOT_CONFIGURED


async def test_it_asks_as_gcloud_does(google: FakeGoogle, probe: Probe) -> None:
    recorded = requests_of("logging.read")[0]
    google.answers[recorded.line] = (200, recorded.response)
    await probe(google.tools, kind="cloud_run_logs", service="backend-service", limit=20)
    line, query, body = next(each for each in google.asked if each[0] == recorded.line)
    assert (line, query) == (recorded.line, recorded.query)
    assert {**body, "filter": ""} == {**recorded.body, "filter": ""}
    without_time = [text["filter"].partition(" AND ")[2] for text in (body, recorded.body)]
    assert without_time[0] == without_time[1]
