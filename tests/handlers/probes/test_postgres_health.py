from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from handlers.probes.postgres import PostgresExpect
from handlers.probes.postgres_health import PostgresHealth, sqlstate_reason
from handlers.probes.reasons import Reason

WELL = PostgresHealth(
    in_recovery=False,
    read_only=False,
    max_connections=100,
    connections=10,
    idle_in_transaction=0,
    blocked=0,
    longest_wait_seconds=0.0,
    oldest_transaction_seconds=0.0,
    lag_seconds=0.0,
    standby_lag_seconds=0.0,
)


@pytest.mark.parametrize(
    ("numbers", "expect", "reason"),
    [
        ({}, {}, ""),
        ({"in_recovery": True}, {}, Reason.IN_RECOVERY),
        ({"in_recovery": True}, {"role": "any"}, ""),
        ({"read_only": True}, {}, Reason.READ_ONLY),
        ({}, {"role": "replica"}, Reason.STATE),
        ({"in_recovery": True, "lag_seconds": 90.0}, {"role": "replica"}, Reason.REPLICATION_LAG),
        ({"connections": 90}, {}, Reason.CONNECTIONS_SATURATED),
        ({"connections": 89}, {}, ""),
        ({"blocked": 3, "longest_wait_seconds": 31.0}, {}, Reason.LOCKED),
        ({"standby_lag_seconds": 61.0}, {}, Reason.REPLICATION_LAG),
        ({"standby_lag_seconds": 61.0}, {"lag": "5m"}, ""),
    ],
)
def test_the_numbers_are_held_to_their_limits(numbers: dict[str, Any], expect: dict[str, Any], reason: str) -> None:
    seen = dataclasses.replace(WELL, **numbers).judge(PostgresExpect(**expect))
    assert (seen.reason if seen else "") == reason


@pytest.mark.parametrize(
    ("sqlstate", "reason"),
    [
        ("28P01", Reason.AUTH_FAILED),
        ("28000", Reason.AUTH_FAILED),
        ("53300", Reason.TOO_MANY_CONNECTIONS),
        ("57P03", Reason.STARTING),
        ("57P01", Reason.SHUTTING_DOWN),
        ("53100", Reason.DISK_FULL),
        ("42501", Reason.FORBIDDEN),
        ("22012", Reason.QUERY_FAILED),
        ("", Reason.QUERY_FAILED),
    ],
)
def test_an_sqlstate_has_its_word(sqlstate: str, reason: Reason) -> None:
    assert sqlstate_reason(sqlstate) == reason
