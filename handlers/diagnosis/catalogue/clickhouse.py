"""ClickHouse: what stops it, or what stops services from using it."""

from __future__ import annotations

from handlers.diagnosis.catalogue.entry import CERTAIN, Entry, Line, Sign
from handlers.diagnosis.evidence import Effect
from handlers.probes.reasons import Reason

_GONE = (Reason.REFUSED, Reason.UNREACHABLE, Reason.TIMEOUT, Reason.RESET, Reason.SHUTTING_DOWN)

ENTRIES = (
    Entry(
        id="clickhouse-down",
        title="ClickHouse does not accept connections",
        explanation="Nothing answers on its address.",
        next_step="Start ClickHouse and read its error log",
        signs=(Sign(_GONE, kinds=("clickhouse",), weight=0.85),),
        log=(
            Line(
                "connection refused",
                r"(?:clickhouse|:8123\b|:9000\b|port[= ](?:8123|9000)\b).{0,160}connection refused",
            ),
            Line("connection refused", r"connection refused.{0,160}(?:clickhouse|:8123\b|:9000\b)"),
            Line("econnrefused", r"ECONNREFUSED.{0,60}:(?:8123|9000)\b"),
            Line("code: 210", r"NETWORK_ERROR|Code: 210\b"),
        ),
        own=False,
        blames=("clickhouse",),
        deep=7,
        action="restart-service",
    ),
    Entry(
        id="clickhouse-read-only",
        title="A ClickHouse table is read-only",
        explanation="A replicated table takes no writes while it has lost its Keeper (ZooKeeper) session.",
        next_step="Look at the Keeper first; then SYSTEM RESTART REPLICA for the table",
        signs=(Sign((Reason.READ_ONLY,), kinds=("clickhouse",), weight=0.9),),
        log=(
            Line("table_is_read_only", quiet=True),
            Line("table is in readonly mode", quiet=True),
            Line("code: 242", quiet=True),
            Line("readonly mode", r"Cannot execute query in readonly mode|Table is in readonly mode", quiet=True),
        ),
        blames=("clickhouse",),
        level=CERTAIN,
        deep=8,
        effect=Effect.ERROR,
    ),
    Entry(
        id="clickhouse-keeper",
        title="ClickHouse has lost its Keeper (ZooKeeper)",
        explanation="Replicated tables need it for every write and for merges.",
        next_step="Bring the Keeper ensemble back; the tables leave read-only mode by themselves",
        log=(
            Line("keeper_exception", quiet=True),
            Line("keeperexception", r"(?:DB::|Coordination::|zkutil::|clickhouse).{0,120}KeeperException"),
            Line("zookeeper session", r"ZooKeeper session (?:has )?expired", quiet=True),
            Line("no_zookeeper", quiet=True),
            Line("all connection tries failed while connecting to zookeeper", quiet=True),
        ),
        blames=("clickhouse",),
        level=CERTAIN,
        deep=9,
        effect=Effect.ERROR,
    ),
    Entry(
        id="clickhouse-too-many-parts",
        title="ClickHouse refuses inserts: too many parts",
        explanation="Data arrives in too many small inserts, faster than merges can follow.",
        next_step="Insert in larger batches or asynchronously, and wait for the merges",
        signs=(Sign((Reason.TOO_MANY_PARTS,), weight=0.9),),
        log=(
            Line("too_many_parts", quiet=True),
            Line("too many parts", r"too many parts \(", quiet=True),
            Line("code: 252", quiet=True),
        ),
        blames=("clickhouse",),
        level=CERTAIN,
        deep=9,
        effect=Effect.ERROR,
    ),
    Entry(
        id="clickhouse-memory",
        title="A ClickHouse query needs more memory than allowed",
        explanation="The query or the server reached its memory limit.",
        next_step="Narrow the query or raise max_memory_usage; look at what else runs",
        signs=(Sign((Reason.OUT_OF_MEMORY,), kinds=("clickhouse",), weight=0.9),),
        log=(
            Line("memory_limit_exceeded", quiet=True),
            Line("code: 241", quiet=True),
            Line("memory limit (", r"Memory limit \((?:for query|total)\) exceeded", quiet=True),
        ),
        blames=("clickhouse",),
        level=CERTAIN,
        deep=8,
        effect=Effect.ERROR,
    ),
    Entry(
        id="clickhouse-auth",
        title="ClickHouse refuses the user or the password",
        explanation="The credentials in the service's settings are not the ones ClickHouse knows.",
        next_step="Align the password in the service's secret with ClickHouse's users",
        signs=(Sign((Reason.AUTH_FAILED,), kinds=("clickhouse",), weight=0.85),),
        log=(
            Line("code: 194", quiet=True),
            Line("authentication failed", r"DB::Exception: .{1,60}: Authentication failed", quiet=True),
            Line("authentication_failed", r"AUTHENTICATION_FAILED|Code: 516\b", quiet=True),
            Line("code: 516", quiet=True),
            Line("unknown_user", r"UNKNOWN_USER|Code: 192\b"),
        ),
        blames=("clickhouse",),
        level=CERTAIN,
        deep=8,
        effect=Effect.ERROR,
        action="align-settings",
    ),
)
