"""The stable vocabulary of `Observation.reason`. The cause catalogue matches on these words; they are never renamed.

A reason says *what* was seen; the numbers and texts that belong to it are in `Observation.facts`, whose keys are named
behind each group below. Reasons of UNKNOWN observations say why nothing could be measured.
"""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """What a probe saw."""

    # The network, any probe. facts: `phase` (under way when it ended: dns, connect, tls, first_byte, body, query ...)
    REFUSED = "refused"  # nothing listens on that port
    TIMEOUT = "timeout"  # no end within the probe's time-out; facts: phase, seconds
    DNS = "dns"  # the name does not resolve; facts: host
    UNREACHABLE = "unreachable"  # no route to host or network
    RESET = "reset"  # accepted, then cut off before an answer was complete
    PROTOCOL = "protocol"  # it answers, but not in the protocol asked for; facts: seen
    TOO_LARGE = "too-large"  # the answer goes beyond the bounds of memory the probe allows; facts: limit, what

    # TLS. facts: tls_days_left, tls_subject, tls_issuer, tls_not_after, verify (OpenSSL's words)
    TLS_EXPIRED = "tls-expired"
    TLS_EXPIRING = "tls-expiring"  # still valid, for less than was asked
    TLS_NAME = "tls-name"  # valid for another name
    TLS_UNTRUSTED = "tls-untrusted"  # self-signed, or an issuer nobody knows
    TLS_HANDSHAKE = "tls-handshake"  # no common protocol, plain text on the port, ...

    # HTTP. facts: status, url, redirects, body (its first characters), location, content_type
    STATUS = "status"
    BODY = "body"
    JSON = "json"  # facts: path (where it differs), expected, seen
    HEADER = "header"
    REDIRECT_LOOP = "redirect-loop"
    REDIRECT_ELSEWHERE = "redirect-elsewhere"  # to a host the stack file does not name; facts: location
    SLOW = "slow"  # right, but later than `within`; facts: seconds, within, slowest (phase)

    # WebSocket. facts: status, body, subprotocol, close_code
    HANDSHAKE_REFUSED = "handshake-refused"
    UPGRADE_MISSING = "upgrade-missing"  # answered as if it were plain HTTP: a proxy strips the Upgrade header
    SUBPROTOCOL = "subprotocol"
    FIRST_FRAME = "first-frame"
    CLOSED = "closed"  # closed right after the handshake; facts: close_code, close_reason

    # Databases. facts: sqlstate (postgres), code (clickhouse), message, and the numbers measured
    AUTH_FAILED = "auth-failed"
    DATABASE_MISSING = "database-missing"
    TABLE_MISSING = "table-missing"  # a table or column is missing: a migration is pending
    QUERY_FAILED = "query-failed"
    QUERY_RESULT = "query-result"  # facts: expected, seen
    READ_ONLY = "read-only"
    IN_RECOVERY = "in-recovery"
    STARTING = "starting"
    SHUTTING_DOWN = "shutting-down"
    TOO_MANY_CONNECTIONS = "too-many-connections"  # refused for that reason; facts: connections, max_connections
    CONNECTIONS_SATURATED = "connections-saturated"  # nearly; facts: connections, max_connections, idle_in_transaction
    REPLICATION_LAG = "replication-lag"  # facts: lag_seconds
    LOCKED = "locked"  # facts: blocked, longest_wait_seconds
    DISK_FULL = "disk-full"
    OUT_OF_MEMORY = "out-of-memory"  # facts: used_memory, maxmemory (bytes), policy
    EVICTING = "evicting"  # facts: evicted_keys, used_memory, maxmemory
    MISCONF = "misconf"  # Redis refuses writes since it cannot persist
    PERSISTENCE = "persistence"  # persisting fails, writes go on
    REPLICA = "replica"  # a replica where the primary is expected; facts: role
    REPLICA_LINK_DOWN = "replica-link-down"
    LOADING = "loading"
    TOO_MANY_PARTS = "too-many-parts"  # facts: parts, table
    QUEUE_DEEP = "queue-deep"  # facts: depth, limit

    # Login and tokens. facts: status, claim(s), algorithm, skew_seconds
    LOGIN_FAILED = "login-failed"
    TOKEN_MISSING = "token-missing"  # noqa: S105 - a word, no secret
    TOKEN_MALFORMED = "token-malformed"  # noqa: S105 - a word, no secret
    TOKEN_REFUSED = "token-refused"  # noqa: S105 - a word, no secret; minted by one service, refused by another
    TOKEN_ALGORITHM = "token-algorithm"  # noqa: S105 - a word, no secret
    TOKEN_CLAIMS = "token-claims"  # noqa: S105 - a word, no secret
    TOKEN_EXPIRED = "token-expired"  # noqa: S105 - a word, no secret
    TOKEN_SIGNATURE = "token-signature"  # noqa: S105 - a word, no secret
    CLOCK_SKEW = "clock-skew"

    # Settings. facts: members (service -> what is wrong with it), damaged, differing, missing
    SETTING_MISSING = "setting-missing"
    SETTING_EMPTY = "setting-empty"
    SETTING_WHITESPACE = "setting-whitespace"
    SETTING_DEFAULT = "setting-default"
    SETTINGS_DIFFER = "settings-differ"
    SETTING_VALUE = "setting-value"  # not what stack.yaml expects

    # Processes and platforms. facts: exit_code, exception, message, frame, module, variable, log, revision, condition;
    # of healthy ones too: changes [{at, what}], the newest first
    EXITED = "exited"
    CRASH = "crash"  # it ran and was killed by a signal; facts: signal
    RESTARTING = "restarting"  # up at this moment, but restarted again and again; facts: restarts
    STOPPED = "stopped"  # stopped by somebody
    SUSPENDED = "suspended"  # its process is there and holds its port, but a signal keeps it from running
    LOGGED = "logged"  # told only of earlier: what a run of it wrote into its log; facts: log
    NOT_READY = "not-ready"  # facts: condition_reason, message, revision
    REVISION_FAILED = "revision-failed"  # the newest revision failed, an older one serves; facts: revision, message
    TRAFFIC = "traffic"  # the split sends nothing, or sends to a revision that is not ready
    STATE = "state"  # facts: state, expected
    MAINTENANCE = "maintenance"
    STORAGE_FULL = "storage-full"
    ERRORS_LOGGED = "errors-logged"  # facts: errors, groups [{count, exception, message, frame, first, last}]

    # Nothing could be measured (UNKNOWN)
    UNSET_SECRET = "unset-secret"  # noqa: S105 - a word, no secret; facts: variable
    FORBIDDEN = "forbidden"  # the bot's own identity may not look
    NOT_FOUND = "not-found"  # the thing the stack file names does not exist (a failure, where that is certain)
    FORBIDDEN_OR_MISSING = "forbidden-or-missing"  # Cloud SQL answers 403 for both
    UNAVAILABLE = "unavailable"  # the management interface itself does not answer
    NOT_CONFIGURED = "not-configured"  # the stack file says too little to measure this
    INTERNAL = "internal"  # the probe itself failed; facts: exception
