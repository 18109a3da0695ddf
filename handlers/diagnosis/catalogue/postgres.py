"""PostgreSQL and Cloud SQL: what keeps them from serving."""

from __future__ import annotations

from handlers.diagnosis.catalogue.entry import CERTAIN, Entry, Line, Sign
from handlers.diagnosis.evidence import Effect
from handlers.probes.reasons import Reason

_GONE = (Reason.REFUSED, Reason.UNREACHABLE, Reason.TIMEOUT, Reason.RESET, Reason.SHUTTING_DOWN, Reason.STARTING)
_BLAMES = ("postgres", "cloud_sql")

ENTRIES = (
    Entry(
        id="postgres-down",
        title="PostgreSQL does not accept connections",
        explanation="Nothing answers on the database's address, so every service that needs it fails or hangs.",
        next_step="Start the PostgreSQL instance and read its log; check that host and port are the right ones",
        signs=(Sign(_GONE, kinds=("postgres",), weight=0.85),),
        log=(
            Line("connection to server", r"connection to server (?:at|on) .{1,120} failed(?!:\s*(?:FATAL|ERROR))"),
            Line("connection timeout expired"),
            Line("connection refused", r"connection to server .{0,120}connection refused"),
            Line("connection refused", r"could not connect to server: Connection refused"),
            Line(
                "connection refused",
                r"(?:postgres|psycopg|asyncpg|pgbouncer|pg_|:5432\b|port[= ]5432).{0,160}connection refused",
            ),
            Line("connection refused", r"connection refused.{0,160}(?:postgres|asyncpg|:5432\b|port[= ]5432)"),
            Line("connect call failed", r"Connect call failed \(.{1,60}, 5432"),
            Line("econnrefused", r"ECONNREFUSED.{0,60}:5432\b"),
            Line("running on that host", r"accepting(?: TCP/IP)? connections"),
            Line("running locally and accepting", r"Is the server running"),
            Line("can't reach database server"),
            Line(
                "connection to server", r"connection to server .{0,160}(?:timeout expired|timed out|No route to host)"
            ),
        ),
        own=False,
        blames=_BLAMES,
        deep=7,
        action="restart-service",
    ),
    Entry(
        id="postgres-down",
        title="The Cloud SQL instance has been stopped",
        explanation="Somebody set its activation policy to NEVER, so that no service reaches the database: {detail}",
        next_step="Start the instance (gcloud sql instances patch NAME --activation-policy=ALWAYS)",
        signs=(Sign((Reason.STOPPED,), kinds=("cloud_sql",), weight=0.95),),
        level=CERTAIN,
        effect=Effect.DOWN,
        action="start-instance",
    ),
    Entry(
        id="postgres-starting",
        title="PostgreSQL is starting up, shutting down or recovering",
        explanation="It answers, but takes no connections yet; after a crash its recovery can take minutes.",
        next_step="Wait for its log to say that it is ready; if it does not, read why it keeps recovering",
        signs=(Sign((Reason.STARTING, Reason.SHUTTING_DOWN), kinds=("postgres",), weight=0.87),),
        log=(
            Line(
                "the database system is",
                r"the database system is (?:starting up|shutting down|in recovery mode|not (?:yet )?accepting)",
            ),
            Line("cannotconnectnow", r"CannotConnectNowError"),
        ),
        blames=_BLAMES,
        deep=7,
    ),
    Entry(
        id="postgres-auth",
        title="PostgreSQL refuses the user or the password",
        explanation="The credentials in the service's settings are not the ones the database knows.",
        next_step="Put the right password into the service's secret, or set it again in the database",
        signs=(Sign((Reason.AUTH_FAILED,), kinds=("postgres",), weight=0.85),),
        log=(
            Line(
                "authentication failed for user",
                r"(?:peer|ident|md5"
                r"|gssapi) authentication failed for user",
                quiet=True,
            ),
            Line("password authentication failed", quiet=True),
            Line("no pg_hba.conf entry", quiet=True),
            Line("no password supplied"),
            Line("invalidpassworderror", r"InvalidPasswordError"),
            Line(
                "does not exist",
                r"(?:FATAL|role).{0,20} role .{1,60} does not exist|\brole \\?\"[^\"]+\" does not exist",
                quiet=True,
            ),
            Line("scram", r"SCRAM.{0,60}(?:fail|error|must be a string)"),
            Line("p1000", r"Authentication failed against database server"),
        ),
        blames=_BLAMES,
        level=CERTAIN,
        lasting=True,
        deep=8,
        effect=Effect.ERROR,
        action="align-settings",
    ),
    Entry(
        id="too-many-connections",
        title="The database has no connection left to give",
        explanation="All connections it allows are open; new ones are refused.",
        next_step=(
            "Close idle connections or lower the pools' sizes; then raise max_connections or put a pooler before it"
        ),
        signs=(
            Sign((Reason.TOO_MANY_CONNECTIONS,), weight=0.9),
            Sign((Reason.CONNECTIONS_SATURATED,), weight=0.7),
        ),
        log=(
            Line("too many clients already", quiet=True),
            Line("remaining connection slots are reserved", quiet=True),
            Line("too many connections", r"too many connections(?! *[:=] *0)", quiet=True),
            Line("toomanyconnections", quiet=True),
            Line("max_client_conn", r"no more connections allowed"),
            Line("er_con_count_error"),
        ),
        blames=_BLAMES,
        level=CERTAIN,
        deep=8,
        effect=Effect.ERROR,
    ),
    Entry(
        id="database-read-only",
        title="The database takes no writes: it is read-only or a replica",
        explanation="The service is connected to a standby, or the database was switched to read-only.",
        next_step="Point the service at the primary, or lift the read-only mode (a full disk may have set it)",
        signs=(Sign((Reason.READ_ONLY, Reason.IN_RECOVERY), kinds=("postgres",), weight=0.85),),
        log=(
            Line("read-only transaction", r"cannot execute .{1,60} in a read-only transaction"),
            Line("readonlysqltransaction"),
            Line(
                "default_transaction_read_only",
                r"parameter \"default_transaction_read_only\" changed to \"on",
                quiet=True,
            ),
            Line("during recovery", r"cannot execute .{1,60} during recovery"),
            Line("--read-only option"),
            Line(
                "database is read-only", r"(?:the |attempt to write a )?(?:read-?only database|database is read-only)"
            ),
            Line("readonly database"),
        ),
        blames=_BLAMES,
        level=CERTAIN,
        lasting=True,
        deep=7,
        effect=Effect.ERROR,
    ),
    Entry(
        id="sql-instance-stopped",
        title="The Cloud SQL instance is not running",
        explanation="The instance is stopped, suspended or in maintenance: {detail}",
        next_step="Start the instance (gcloud sql instances patch NAME --activation-policy=ALWAYS)",
        signs=(Sign((Reason.STATE, Reason.MAINTENANCE, Reason.NOT_FOUND), kinds=("cloud_sql",), weight=0.9),),
        log=(
            Line("instance is not running", quiet=True),
            Line("invalidstate", r"(?:instance|sql).{0,200}invalidState|invalidState.{0,200}(?:instance|sql)"),
            Line("not in an appropriate state", quiet=True),
            Line("instance", r"instance \S+ (?:is )?(?:stopped|suspended|in state (?:SUSPENDED|MAINTENANCE|FAILED))"),
        ),
        blames=("cloud_sql",),
        level=CERTAIN,
        deep=9,
        effect=Effect.DOWN,
        action="start-instance",
    ),
    Entry(
        id="sql-instance-unreachable",
        title="The Cloud SQL connector cannot reach the instance",
        explanation="A wrong connection name, an API that is not enabled, a missing role, or no private route.",
        next_step="Check the instance connection name, the Cloud SQL Admin API and the role Cloud SQL Client",
        log=(
            Line(
                "cloudsql",
                r"(?:/cloudsql/|cloudsqlconn|cloud[- ]sql).{0,200}(?:connection refused|no such file"
                r"|failed|error|dial)",
            ),
            Line("cloud sql", r"Cloud SQL.{0,200}(?:failed|error|403|404|not authorized)"),
            Line("failed to get instance", r"failed to get instance"),
            Line("cloudsql.instances.connect", r"cloudsql\.instances\.(?:connect|get)"),
        ),
        level=CERTAIN,
        deep=7,
        effect=Effect.DOWN,
    ),
    Entry(
        id="postgres-cannot-start",
        title="PostgreSQL cannot start on its data directory",
        explanation="Its files are damaged, or belong to another major version.",
        next_step="Restore from a backup, or start the version that wrote the files and upgrade from there",
        log=(
            Line("incompatible with server", quiet=True),
            Line("valid checkpoint record", r"could not locate a valid checkpoint record", quiet=True),
            Line("invalid page in block", quiet=True),
            Line("has wrong ownership", quiet=True),
            Line("has invalid permissions", r"data directory .{1,160} has invalid permissions", quiet=True),
        ),
        blames=_BLAMES,
        level=CERTAIN,
        deep=9,
        effect=Effect.DOWN,
    ),
)
