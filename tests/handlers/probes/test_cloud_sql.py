from __future__ import annotations

from typing import Any

import pytest

from handlers.core.ports import Health
from handlers.probes.cloud_sql import CONNECTIONS, DISK, CloudSqlExpect, judge
from handlers.probes.reasons import Reason
from tests.handlers.probes.conftest import FakeGoogle, Probe
from tests.handlers.probes.gcloud_wire import requests_of

INSTANCE = "GET /sql/v1beta4/projects/acme-staging/instances/pg"
SERIES = "GET /v3/projects/acme-staging/timeSeries"


def instance(state: str = "RUNNABLE", **fields: Any) -> dict[str, Any]:
    return {"state": state, "databaseVersion": "POSTGRES_16", "settings": {"activationPolicy": "ALWAYS"}, **fields}


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (instance(), ""),
        (instance("MAINTENANCE"), Reason.MAINTENANCE),
        (instance("SUSPENDED", suspensionReason=["BILLING_ISSUE"]), Reason.STATE),
        (instance("FAILED"), Reason.STATE),
        (instance(suspensionReason=["STORAGE_FULL"]), Reason.STORAGE_FULL),
        (instance(settings={"activationPolicy": "NEVER"}), Reason.STOPPED),
    ],
)
async def test_each_state_has_its_word(google: FakeGoogle, probe: Probe, answer: Any, reason: str) -> None:
    google.answers[INSTANCE] = (200, answer)
    assert (await probe(google.tools, kind="cloud_sql", instance="pg")).reason == reason


async def test_the_disk_is_full_by_its_own_measure(google: FakeGoogle, probe: Probe) -> None:
    google.answers[INSTANCE] = (200, instance())
    google.answers[SERIES] = (200, {"timeSeries": [{"points": [{"value": {"doubleValue": 0.97}}]}]})
    seen = await probe(google.tools, kind="cloud_sql", instance="pg")
    assert (seen.reason, seen.facts["disk_used"]) == (Reason.STORAGE_FULL, 0.97)
    filters = [query["filter"] for line, query, _ in google.asked if line == SERIES]
    assert [DISK in filters[0], CONNECTIONS in filters[1]] == [True, True]


def test_too_many_connections_are_named() -> None:
    seen = judge(CloudSqlExpect(connections=90), instance(), {"connections": 95.0})
    assert seen.reason == Reason.CONNECTIONS_SATURATED
    assert "95 connections" in judge(CloudSqlExpect(), instance(), {"connections": 95.0}).detail


@pytest.mark.parametrize(
    ("status", "health", "reason"),
    [
        (403, Health.UNKNOWN, Reason.FORBIDDEN_OR_MISSING),
        (401, Health.UNKNOWN, Reason.FORBIDDEN),
        (404, Health.FAILING, Reason.NOT_FOUND),
        (500, Health.UNKNOWN, Reason.UNAVAILABLE),
    ],
)
async def test_a_refusal_says_both_of_what_it_may_mean(
    google: FakeGoogle, probe: Probe, status: int, health: Health, reason: Reason
) -> None:
    google.answers[INSTANCE] = (status, {"error": {"code": status, "message": "no"}})
    seen = await probe(google.tools, kind="cloud_sql", instance="pg")
    assert (seen.health, seen.reason) == (health, reason)
    if status == 403:
        assert "does not exist, or" in seen.detail


async def test_it_asks_what_gcloud_asks(google: FakeGoogle, probe: Probe) -> None:
    recorded = requests_of("sql.describe")[0]
    google.answers[recorded.line] = (200, recorded.response)
    assert (await probe(google.tools, kind="cloud_sql", instance="postgres-staging")).health is Health.OK
    assert google.asked[0][:2] == (recorded.line, recorded.query)
    assert (await probe(kind="cloud_sql", instance="pg")).reason == Reason.NOT_CONFIGURED
