"""How services use a database: schema, locks, pools, speed."""

from __future__ import annotations

from handlers.diagnosis.catalogue.entry import CERTAIN, Entry, Line, Sign
from handlers.diagnosis.evidence import Effect
from handlers.probes.reasons import Reason

_BLAMES = ("postgres", "cloud_sql")

ENTRIES = (
    Entry(
        id="postgres-privilege",
        title="The database user lacks a privilege",
        explanation="The user may connect, but not touch the table, schema or sequence it needs.",
        next_step="GRANT the privilege the message names to the service's user",
        log=(
            Line(
                "permission denied for",
                r"permission denied for (?:table|relation|schema|sequence|database|function|view)",
            ),
            Line("insufficientprivilege"),
            Line("must be owner of"),
        ),
        deep=7,
        effect=Effect.ERROR,
    ),
    Entry(
        id="database-missing",
        title="The database that the service names does not exist",
        explanation="The server runs, but has no database of that name: a wrong name, or it was never created.",
        next_step="Correct the name in the service's settings, or create and migrate the database",
        signs=(Sign((Reason.DATABASE_MISSING,), weight=0.9),),
        log=(
            Line("database", r"database \\?[\"'`][^\"'`\\]+\\?[\"'`] does not exist", quiet=True),
            Line("invalidcatalogname"),
            Line("unknown_database", r"UNKNOWN_DATABASE"),
            Line("unknown database", r"(?:\(1049|ER_BAD_DB_ERROR|Error).{0,30}Unknown database"),
        ),
        blames=(*_BLAMES, "clickhouse"),
        level=CERTAIN,
        lasting=True,
        deep=8,
        effect=Effect.ERROR,
    ),
    Entry(
        id="pool-exhausted",
        title="The service's own pool of database connections is used up",
        explanation=(
            "Every connection of the pool is in use: sessions that are never closed, or queries that take too long."
        ),
        next_step="Look for sessions that are not closed and for long transactions; restart the service to get going",
        log=(
            Line("queuepool limit"),
            Line("couldn't get a connection", r"couldn't get a connection after"),
            Line("pool", r"connection pool.{0,40}(?:exhausted|timed out|is full)|PoolTimeout|pool timeout"),
            Line("timed out fetching a new connection"),
            Line("timeout acquiring a connection"),
            Line("timeout exceeded when trying to connect"),
            Line("connection is not available, request timed out"),
            Line("query_wait_timeout"),
        ),
        lasting=True,
        deep=6,
        own=False,
        effect=Effect.HUNG,
        action="restart-service",
    ),
    Entry(
        id="migration-pending",
        title="The database schema is older than the code: a migration has not run",
        explanation="The code asks for a table or column that the database does not have.",
        next_step="Run the migrations against this database, or go back to the revision that fits it",
        signs=(Sign((Reason.TABLE_MISSING,), weight=0.9),),
        log=(
            Line("does not exist", r"DB::Exception: Table \S+ does(?: not|n't) exist", quiet=True),
            Line(
                "does not exist", r"\b(?:relation|column|type|function|sequence) .{1,120}? does not exist", quiet=True
            ),
            Line("undefinedtable"),
            Line("undefinedcolumn"),
            Line("no such table", r"no such (?:table|column):"),
            Line("no such column", r"no such column:"),
            Line("unapplied migration", r"[1-9]\d* unapplied migration", quiet=True),
            Line("can't locate revision"),
            Line("target database is not up to date"),
            Line("multiple head revisions"),
            Line("unknown column", r"Unknown column '"),
            Line("doesn't exist", r"Table '[^']+' doesn't exist"),
            Line("unknown_table", r"UNKNOWN_TABLE|Code: 60\b"),
            Line("unknown_identifier", r"UNKNOWN_IDENTIFIER|Code: 47\b"),
            Line("does not exist in the current database"),
            Line(
                "pending migration",
                r"(?:PendingMigrationError|Migrations are pending|pending migrations? (?:found|detected))",
            ),
        ),
        level=CERTAIN,
        lasting=True,
        deep=7,
        effect=Effect.ERROR,
        action="run-migrations",
    ),
    Entry(
        id="database-locked",
        title="Transactions wait for a lock that somebody holds",
        explanation="A long or forgotten transaction blocks the others; they wait or are ended.",
        next_step="Find the blocking session in pg_stat_activity (pg_blocking_pids) and end it",
        signs=(Sign((Reason.LOCKED,), weight=0.85),),
        log=(
            Line("deadlock detected", quiet=True),
            Line("lock timeout", r"canceling statement due to lock timeout"),
            Line("locknotavailable"),
            Line("still waiting for", r"process \d+ still waiting for \w+Lock", quiet=True),
            Line("lock wait timeout exceeded"),
            Line("database is locked"),
        ),
        blames=_BLAMES,
        level=CERTAIN,
        deep=6,
        effect=Effect.HUNG,
    ),
    Entry(
        id="slow-database",
        title="The database answers, but far too slowly",
        explanation="Connecting works and the query ends, yet it takes longer than the stack allows: {detail}",
        next_step="Look for long queries and locks: pg_stat_activity shows both",
        signs=(Sign((Reason.SLOW,), kinds=("postgres", "clickhouse"), weight=0.8),),
        log=(
            Line("statement timeout", r"cancell?ing statement due to statement timeout", quiet=True),
            Line("querycancel", r"QueryCancel(?:ed|led)(?:Error)?"),
            Line("query read timeout"),
            Line("too_slow", r"TOO_SLOW|Code: 160\b"),
            Line("timeout_exceeded", r"TIMEOUT_EXCEEDED|Code: 159\b"),
        ),
        blames=(*_BLAMES, "clickhouse"),
        deep=5,
        effect=Effect.SLOW,
    ),
    Entry(
        id="replication-lag",
        title="The replica is far behind the primary",
        explanation="What is read from it is old: {detail}",
        next_step="Look at the replica's load and network; read from the primary meanwhile",
        signs=(Sign((Reason.REPLICATION_LAG,), weight=0.8), Sign((Reason.REPLICA_LINK_DOWN,), weight=0.8)),
        log=(
            Line("requested wal segment", r"requested WAL segment \S+ has already been removed"),
            Line("conflict with recovery", r"due to conflict with recovery"),
        ),
        deep=6,
    ),
    Entry(
        id="database-connection-lost",
        title="The database ended connections that were in use",
        explanation="It was restarted, failed over or crashed, or something between ended the connection.",
        next_step="Look at the database's log at that time; let the pool check connections before use",
        log=(
            Line("server closed the connection unexpectedly"),
            Line("terminating connection due to"),
            Line("ssl syscall error"),
            Line("ssl connection has been closed unexpectedly"),
            Line("connectiondoesnotexist", r"ConnectionDoesNotExistError"),
            Line("connection was closed in the middle of operation"),
            Line("connection already closed", r"InterfaceError.{0,20}connection already closed"),
            Line("adminshutdown"),
            Line("gone away", r"(?:MySQL )?server has gone away"),
            Line("terminated by signal", r"server process \(PID \d+\) was terminated by signal"),
        ),
        own=False,
        blames=_BLAMES,
        deep=4,
        effect=Effect.ERROR,
    ),
)
