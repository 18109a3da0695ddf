from __future__ import annotations

from typing import Any

import pytest

from handlers.probes.reasons import Reason
from handlers.probes.redis import RedisExpect
from handlers.probes.redis_health import RedisHealth

INFO = """# Server
redis_version:7.4.0
role:master
used_memory:900
maxmemory:1000
maxmemory_policy:allkeys-lru
evicted_keys:5
connected_clients:3
maxclients:100
loading:0
rdb_last_bgsave_status:ok
aof_last_write_status:ok
"""


def reason(expect: dict[str, Any], **lines: str) -> str:
    changed = "".join(f"{name}:{value}\n" for name, value in lines.items())
    seen = RedisHealth.from_info(INFO + changed).judge(RedisExpect(**expect))
    return seen.reason if seen else ""


@pytest.mark.parametrize(
    ("expect", "lines", "expected"),
    [
        ({}, {}, ""),
        ({}, {"loading": "1"}, Reason.LOADING),
        ({}, {"role": "slave", "master_link_status": "down"}, Reason.REPLICA_LINK_DOWN),
        ({}, {"role": "slave", "master_link_status": "up"}, Reason.REPLICA),
        ({"role": "any"}, {"role": "slave"}, ""),
        ({"role": "replica"}, {}, Reason.STATE),
        ({}, {"connected_clients": "99"}, Reason.CONNECTIONS_SATURATED),
        ({}, {"maxmemory_policy": "noeviction", "used_memory": "990"}, Reason.OUT_OF_MEMORY),
        ({}, {"maxmemory_policy": "noeviction"}, ""),
        ({"memory": 0.5}, {"maxmemory_policy": "noeviction"}, Reason.OUT_OF_MEMORY),
        ({"evictions": False}, {}, Reason.EVICTING),
        ({}, {"maxmemory": "0", "maxmemory_policy": "noeviction"}, ""),
        ({}, {"rdb_last_bgsave_status": "err"}, Reason.MISCONF),
        ({}, {"aof_last_write_status": "err"}, Reason.MISCONF),
        ({}, {"aof_last_bgrewrite_status": "err"}, Reason.PERSISTENCE),
    ],
)
def test_what_is_about_to_refuse_writes_is_named(expect: dict[str, Any], lines: dict[str, str], expected: str) -> None:
    assert reason(expect, **lines) == expected


def test_an_answer_without_the_lines_is_harmless() -> None:
    assert RedisHealth.from_info("").judge(RedisExpect()) is None
