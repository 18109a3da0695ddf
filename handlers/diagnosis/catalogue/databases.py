"""PostgreSQL, Redis and ClickHouse: what stops them, or what stops services from using them."""

from __future__ import annotations

from handlers.diagnosis.catalogue.entry import KNOWN, Entry, Sign
from handlers.probes.reasons import Reason

_GONE = (Reason.REFUSED, Reason.UNREACHABLE, Reason.TIMEOUT, Reason.RESET, Reason.SHUTTING_DOWN)

ENTRIES = (
    Entry(
        id="postgres-down",
        title="PostgreSQL does not accept connections",
        explanation="Nothing answers on the database's address, so every service that needs it fails or hangs.",
        next_step="Start the PostgreSQL instance and read its log",
        signs=(Sign(_GONE, kinds=("postgres",), weight=0.85),),
        own=False,
        level=KNOWN,
        action="restart-service",
    ),
    Entry(
        id="redis-down",
        title="Redis does not accept connections",
        explanation="Nothing answers on the cache's address; services that need it for sessions or queues fail.",
        next_step="Start Redis and read its log",
        signs=(Sign(_GONE, kinds=("redis",), weight=0.85),),
        own=False,
        level=KNOWN,
        action="restart-service",
    ),
    Entry(
        id="slow-database",
        title="The database answers, but far too slowly",
        explanation="Connecting works and the query ends, yet it takes longer than the stack allows: {detail}",
        next_step="Look for long queries and locks: pg_stat_activity shows both",
        signs=(Sign((Reason.SLOW,), kinds=("postgres", "clickhouse"), weight=0.8),),
        level=KNOWN,
    ),
)
