from __future__ import annotations

import re
from typing import Any

import pytest

from handlers.diagnosis.catalogue import CATALOGUE
from handlers.diagnosis.causes import find_causes
from handlers.diagnosis.evidence import Seen
from handlers.diagnosis.graph import Graph
from handlers.diagnosis.reporting import ACTIONS
from handlers.probes.reasons import Reason
from tests.handlers.diagnosis.seeing import bad, ok

R = Reason
RUNS = ok("process")

EVIDENCE: tuple[tuple[str, list[Seen]], ...] = (
    ("svc-down", [bad("http", R.REFUSED)]),
    ("svc-down", [bad("process", R.STOPPED), bad("http", R.REFUSED)]),
    ("svc-not-answering", [bad("http", R.TIMEOUT, phase="first_byte"), RUNS]),
    ("svc-slow", [bad("http", R.SLOW, seconds=3.0, within=1.0)]),
    ("svc-failing", [bad("http", R.STATUS, status=500)]),
    ("svc-crash-at-start", [bad("process", R.EXITED, exit_code=1, restarts=0), bad("http", R.REFUSED)]),
    ("crash-loop", [bad("process", R.EXITED, exit_code=1, restarts=3), bad("http", R.REFUSED)]),
    ("crash-loop", [bad("process", R.RESTARTING), ok()]),
    ("missing-setting", [bad("process", R.EXITED, exit_code=1, variable="JWT_SECRET"), bad("http", R.REFUSED)]),
    ("missing-setting", [bad("settings_agree", R.SETTING_MISSING, variable="JWT_SECRET"), ok()]),
    ("memory-limit", [bad("process", R.EXITED, exit_code=137, restarts=2), bad("http", R.REFUSED)]),
    ("memory-limit", [bad("process", R.CRASH, signal=9)]),
    ("segmentation-fault", [bad("process", R.CRASH, signal=11)]),
    ("wrong-port", [bad("http", R.REFUSED), bad("tcp", R.REFUSED), RUNS]),
    (
        "wrong-port",
        [bad("cloud_run", R.NOT_READY, message="failed to start and listen on the port defined by PORT=8080")],
    ),
    ("bad-image", [bad("cloud_run", R.NOT_READY, message="Image 'eu.gcr.io/a/b:1' not found.")]),
    ("wrong-architecture", [bad("cloud_run", R.NOT_READY, message="terminated: exec format error")]),
    ("secret-missing", [bad("cloud_run", R.NOT_READY, message="Secret projects/1/secrets/JWT was not found")]),
    (
        "secret-forbidden",
        [bad("cloud_run", R.NOT_READY, message="Permission denied on secret: projects/1/secrets/JWT")],
    ),
    ("revision-failed", [bad("cloud_run", R.REVISION_FAILED, message="something nobody has seen before"), ok()]),
    ("revision-failed", [bad("cloud_run", R.TRAFFIC)]),
    ("startup-timeout", [bad("cloud_run", R.NOT_READY, message="Startup probe did not succeed, deadline exceeded")]),
    ("vpc-connector-error", [bad("vpc_connector", R.STATE, state="ERROR")]),
    ("sql-instance-stopped", [bad("cloud_sql", R.STATE, state="STOPPED")]),
    ("disk-full", [bad("cloud_sql", R.STORAGE_FULL)]),
    ("disk-full", [bad("postgres", R.DISK_FULL)]),
    ("postgres-down", [bad("postgres", R.REFUSED)]),
    ("postgres-down", [bad("postgres", R.TIMEOUT)]),
    ("postgres-starting", [bad("postgres", R.STARTING)]),
    ("postgres-auth", [bad("postgres", R.AUTH_FAILED, sqlstate="28P01")]),
    ("database-missing", [bad("postgres", R.DATABASE_MISSING, sqlstate="3D000")]),
    ("too-many-connections", [bad("postgres", R.TOO_MANY_CONNECTIONS, sqlstate="53300")]),
    ("too-many-connections", [bad("postgres", R.CONNECTIONS_SATURATED)]),
    ("migration-pending", [bad("postgres", R.TABLE_MISSING, sqlstate="42P01")]),
    ("database-read-only", [bad("postgres", R.READ_ONLY)]),
    ("database-read-only", [bad("postgres", R.IN_RECOVERY)]),
    ("database-locked", [bad("postgres", R.LOCKED)]),
    ("slow-database", [bad("postgres", R.SLOW)]),
    ("replication-lag", [bad("postgres", R.REPLICATION_LAG, lag_seconds=90)]),
    ("redis-down", [bad("redis", R.REFUSED)]),
    ("redis-out-of-memory", [bad("redis", R.OUT_OF_MEMORY)]),
    ("redis-out-of-memory", [bad("redis", R.EVICTING)]),
    ("redis-read-only", [bad("redis", R.REPLICA, role="replica")]),
    ("redis-cannot-persist", [bad("redis", R.MISCONF)]),
    ("redis-cannot-persist", [bad("redis", R.PERSISTENCE)]),
    ("redis-loading", [bad("redis", R.LOADING)]),
    ("redis-auth", [bad("redis", R.AUTH_FAILED)]),
    ("redis-max-clients", [bad("redis", R.TOO_MANY_CONNECTIONS)]),
    ("clickhouse-down", [bad("clickhouse", R.REFUSED)]),
    ("clickhouse-read-only", [bad("clickhouse", R.READ_ONLY)]),
    ("clickhouse-too-many-parts", [bad("clickhouse", R.TOO_MANY_PARTS)]),
    ("clickhouse-memory", [bad("clickhouse", R.OUT_OF_MEMORY)]),
    ("clickhouse-auth", [bad("clickhouse", R.AUTH_FAILED)]),
    ("queue-backlog", [bad("queue_depth", R.QUEUE_DEEP, depth=3000, limit=1000), ok()]),
    ("svc-queue-unreachable", [bad("queue_depth", R.REFUSED), ok()]),
    ("dns-failure", [bad("http", R.DNS, host="backend.internal")]),
    ("certificate-expired", [bad("tls", R.TLS_EXPIRED)]),
    ("certificate-expiring", [bad("tls", R.TLS_EXPIRING)]),
    ("certificate-name", [bad("tls", R.TLS_NAME)]),
    ("certificate-untrusted", [bad("tls", R.TLS_UNTRUSTED)]),
    ("tls-handshake", [bad("tls", R.TLS_HANDSHAKE)]),
    ("no-route", [bad("tcp", R.UNREACHABLE)]),
    ("upstream-down", [bad("http", R.STATUS, status=502)]),
    ("upgrade-header-stripped", [bad("websocket", R.UPGRADE_MISSING, status=200)]),
    ("upgrade-header-stripped", [bad("websocket", R.HANDSHAKE_REFUSED, status=426)]),
    ("cors-blocked", [bad("http", R.HEADER, header="Access-Control-Allow-Origin"), ok()]),
    ("header-stripped", [bad("http", R.HEADER, header="X-Request-Id"), ok()]),
    ("redirect-loop", [bad("http", R.REDIRECT_LOOP)]),
    ("jwt-mismatch", [bad("token_exchange", R.TOKEN_REFUSED, status=401), ok()]),
    ("jwt-mismatch", [bad("settings_agree", R.SETTINGS_DIFFER, setting="JWT signing secret"), ok()]),
    ("settings-mismatch", [bad("settings_agree", R.SETTINGS_DIFFER, setting="connector timeout"), ok()]),
    ("wrong-port", [bad("settings_agree", R.SETTING_VALUE, variable="PORT"), ok()]),
    ("health-missing", [bad("settings_agree", R.SETTING_VALUE, variable="HEALTH_PATH"), ok()]),
    ("login-refused", [bad("settings_agree", R.SETTING_VALUE, variable="E2E_BYPASS_KEY"), ok()]),
    (
        "e2e-bypass-missing",
        [bad("settings_agree", R.SETTING_VALUE, variable="E2E_TEST_AUTH"), ok()],
    ),
    ("upstream-down", [bad("settings_agree", R.SETTING_VALUE, variable="BACKEND_URL"), ok()]),
    ("upgrade-header-stripped", [bad("settings_agree", R.SETTING_VALUE, variable="FORWARD_UPGRADE"), ok()]),
    ("cors-blocked", [bad("settings_agree", R.SETTING_MISSING, variable="CORS_ORIGIN"), ok()]),
    ("dns-failure", [bad("settings_agree", R.DNS, variable="AUTH_URL", host="auth.invalid"), ok()]),
    ("svc-not-answering", [bad("process", R.SUSPENDED), bad("http", R.TIMEOUT)]),
    ("settings-mismatch", [bad("settings_agree", R.SETTING_VALUE, setting="connector timeout"), ok()]),
    ("setting-damaged", [bad("settings_agree", R.SETTING_WHITESPACE, setting="JWT signing secret"), ok()]),
    ("clock-skew", [bad("auth_token", R.CLOCK_SKEW, skew_seconds=3600)]),
    ("token-expired", [bad("auth_token", R.TOKEN_EXPIRED)]),
    ("jwt-algorithm", [bad("auth_token", R.TOKEN_ALGORITHM)]),
    ("token-claims", [bad("auth_token", R.TOKEN_CLAIMS)]),
    ("e2e-bypass-missing", [bad("http", R.STATUS, "e2e-bypass", status=404), ok(probe="health")]),
    ("svc-endpoint-missing", [bad("http", R.STATUS, status=404), ok(probe="other")]),
    ("login-refused", [bad("http", R.STATUS, "e2e-bypass", status=403), ok(probe="health")]),
)


@pytest.mark.parametrize(("expected", "seen"), EVIDENCE, ids=[f"{i}-{row[0]}" for i, row in enumerate(EVIDENCE)])
def test_evidence_names_its_cause_and_no_other(expected: str, seen: list[Seen]) -> None:
    causes = find_causes(Graph({"svc": []}), {"svc": seen}).causes
    assert [cause.id for cause in causes] == [expected]
    assert 0 < causes[0].confidence < 1
    assert causes[0].title
    assert causes[0].next_step
    assert causes[0].evidence
    assert causes[0].reasons


def test_every_entry_that_reads_probes_has_evidence_here() -> None:
    named = {expected.removeprefix("svc-") for expected, _ in EVIDENCE}
    unnamed = [entry.id for entry in CATALOGUE if entry.signs and _plain(entry.id) not in named]
    assert unnamed == []


def _plain(id_: str) -> str:
    return id_.removeprefix("{service}-").replace("{endpoint}", "e2e-bypass")


def test_there_are_more_than_forty_causes_each_with_words() -> None:
    assert len({entry.id for entry in CATALOGUE}) >= 40
    for entry in CATALOGUE:
        assert entry.title[:1].isupper() or entry.title[:1] == "{"
        assert entry.explanation
        assert entry.next_step
        assert entry.signs or entry.log or "{dependency}" in entry.id
        assert 0 <= entry.deep <= 9


def test_every_pattern_compiles_and_every_weight_is_a_share() -> None:
    for entry in CATALOGUE:
        for line in entry.log:
            re.compile(line.pattern, re.IGNORECASE)
        for sign in entry.signs:
            assert 0 < sign.weight < 1
            for _, pattern in sign.facts:
                re.compile(pattern)


def test_every_reason_a_probe_can_give_is_understood() -> None:
    for reason in Reason:
        causes = find_causes(Graph({"svc": []}), {"svc": [bad("http", reason)]}).causes
        assert len(causes) == 1


def test_every_action_has_a_label() -> None:
    assert {entry.action for entry in CATALOGUE if entry.action} <= set(ACTIONS)


@pytest.mark.parametrize("facts", [{"status": "404"}, {"status": None}, {"message": None}, {"log": ["a", {"b": 1}]}])
def test_odd_facts_break_nothing(facts: dict[str, Any]) -> None:
    assert find_causes(Graph({"svc": []}), {"svc": [bad("http", R.STATUS, **facts)]}).causes
