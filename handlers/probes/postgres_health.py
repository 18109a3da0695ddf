"""What a PostgreSQL server says about itself: role, connections, locks, lag; and what its error codes mean."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal, Protocol

from handlers.probes.base import Observation
from handlers.probes.reasons import Reason

# Works for an ordinary role: what pg_stat_activity hides from it counts as zero.
HEALTH = """
select pg_is_in_recovery() as in_recovery,
       current_setting('default_transaction_read_only')::bool as read_only,
       current_setting('max_connections')::int as max_connections,
       current_setting('superuser_reserved_connections')::int
         + coalesce(current_setting('reserved_connections', true)::int, 0) as reserved,
       (select count(*) from pg_stat_activity where backend_type = 'client backend') as connections,
       (select count(*) from pg_stat_activity where state = 'idle in transaction') as idle_in_transaction,
       (select count(*) from pg_stat_activity where wait_event_type = 'Lock') as blocked,
       (select coalesce(max(extract(epoch from clock_timestamp() - query_start)), 0)::float
          from pg_stat_activity where wait_event_type = 'Lock') as longest_wait_seconds,
       (select coalesce(max(extract(epoch from clock_timestamp() - xact_start)), 0)::float
          from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid())
          as oldest_transaction_seconds,
       case when pg_is_in_recovery()
             and pg_last_wal_receive_lsn() is distinct from pg_last_wal_replay_lsn()
            then coalesce(extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()), 0)::float
            else 0 end as lag_seconds,
       (select coalesce(max(extract(epoch from replay_lag)), 0)::float from pg_stat_replication) as standby_lag_seconds
"""

# https://www.postgresql.org/docs/current/errcodes-appendix.html
_REASONS = {
    "28": Reason.AUTH_FAILED,
    "3D000": Reason.DATABASE_MISSING,
    "42P01": Reason.TABLE_MISSING,
    "42703": Reason.TABLE_MISSING,
    "3F000": Reason.TABLE_MISSING,
    "25006": Reason.READ_ONLY,
    "53300": Reason.TOO_MANY_CONNECTIONS,
    "53100": Reason.DISK_FULL,
    "53200": Reason.OUT_OF_MEMORY,
    "55P03": Reason.LOCKED,
    "57014": Reason.TIMEOUT,
    "57P03": Reason.STARTING,
    "57P01": Reason.SHUTTING_DOWN,
    "57P02": Reason.SHUTTING_DOWN,
    "42501": Reason.FORBIDDEN,
}


class Limits(Protocol):
    """The part of a probe's expectations that these numbers are held to."""

    @property
    def role(self) -> Literal["primary", "replica", "any"]: ...
    @property
    def connections(self) -> float: ...
    @property
    def lag(self) -> float: ...
    @property
    def lock_wait(self) -> float: ...


@dataclass(frozen=True, slots=True)
class PostgresHealth:
    """The server's own numbers at one moment; times in seconds. `reserved`: connections no ordinary role gets."""

    in_recovery: bool
    read_only: bool
    max_connections: int
    connections: int
    idle_in_transaction: int
    blocked: int
    longest_wait_seconds: float
    oldest_transaction_seconds: float
    lag_seconds: float
    standby_lag_seconds: float
    reserved: int = 0

    def facts(self) -> dict[str, Any]:
        """The numbers, rounded."""
        return {key: round(value, 1) if isinstance(value, float) else value for key, value in asdict(self).items()}

    def judge(self, limits: Limits) -> Observation | None:
        """The limits that are broken, the gravest first; None when all hold."""
        return Observation.of_all([wrong for wrong in (self._judge_role(limits), self._judge_load(limits)) if wrong])

    def _judge_role(self, limits: Limits) -> Observation | None:
        if limits.role == "primary" and self.in_recovery:
            detail = "in recovery: it takes no writes, and a primary is expected here"
            return Observation.failing(Reason.IN_RECOVERY, detail, **self.facts())
        if limits.role == "primary" and self.read_only:
            detail = "read-only by default_transaction_read_only, and a primary is expected here"
            return Observation.failing(Reason.READ_ONLY, detail, **self.facts())
        if limits.role == "replica" and not self.in_recovery:
            return Observation.failing(Reason.STATE, "a primary, where a replica is expected", **self.facts())
        if self.lag_seconds > limits.lag:
            detail = f"replays {self.lag_seconds:.0f} s behind its primary, expected at most {limits.lag:g} s"
            return Observation.failing(Reason.REPLICATION_LAG, detail, **self.facts())
        return None

    def _judge_load(self, limits: Limits) -> Observation | None:
        usable = self.max_connections - self.reserved
        if self.connections >= limits.connections * usable:
            detail = f"{self.connections} of {usable} connections are taken"
            detail += f", {self.idle_in_transaction} of them idle in a transaction" if self.idle_in_transaction else ""
            return Observation.failing(Reason.CONNECTIONS_SATURATED, detail, **self.facts())
        if self.longest_wait_seconds > limits.lock_wait:
            detail = f"{self.blocked} sessions wait for a lock, the longest for {self.longest_wait_seconds:.0f} s"
            return Observation.failing(Reason.LOCKED, detail, **self.facts())
        if self.standby_lag_seconds > limits.lag:
            detail = f"a standby is {self.standby_lag_seconds:.0f} s behind, expected at most {limits.lag:g} s"
            return Observation.failing(Reason.REPLICATION_LAG, detail, **self.facts())
        return None


async def measure_health(connection: Any) -> PostgresHealth:
    """Ask the server behind an asyncpg `connection` for its own numbers."""
    row = await connection.fetchrow(HEALTH)
    return PostgresHealth(**dict(row))


def sqlstate_reason(sqlstate: str) -> Reason:
    """The word for an SQLSTATE, by its five characters or by its class."""
    return _REASONS.get(sqlstate) or _REASONS.get(sqlstate[:2]) or Reason.QUERY_FAILED
