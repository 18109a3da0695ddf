"""What a Redis or Valkey server's INFO says about its memory, persistence and role."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal, Protocol

from handlers.probes.base import Observation
from handlers.probes.reasons import Reason


class Limits(Protocol):
    """The part of a probe's expectations that these numbers are held to."""

    @property
    def role(self) -> Literal["primary", "replica", "any"]: ...
    @property
    def memory(self) -> float: ...
    @property
    def evictions(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class RedisHealth:
    """The server's own numbers at one moment; memory in bytes, `maxmemory` 0 means no limit."""

    version: str
    role: str
    used_memory: int
    maxmemory: int
    policy: str
    evicted_keys: int
    clients: int
    max_clients: int
    loading: bool
    save_failed: bool
    append_failed: bool
    rewrite_failed: bool
    link_down: bool

    @classmethod
    def from_info(cls, text: str) -> RedisHealth:
        """From the lines of INFO's answer; a line that is missing counts as harmless."""
        info = dict(line.split(":", 1) for line in text.splitlines() if ":" in line and not line.startswith("#"))
        return cls(
            version=info.get("valkey_version") or info.get("redis_version") or "",
            role="replica" if info.get("role") == "slave" else "primary",
            used_memory=int(info.get("used_memory", 0)),
            maxmemory=int(info.get("maxmemory", 0)),
            policy=info.get("maxmemory_policy", ""),
            evicted_keys=int(info.get("evicted_keys", 0)),
            clients=int(info.get("connected_clients", 0)),
            max_clients=int(info.get("maxclients", 0)),
            loading=info.get("loading", "0") != "0",
            save_failed=info.get("rdb_last_bgsave_status", "ok") != "ok",
            append_failed=info.get("aof_last_write_status", "ok") != "ok",
            rewrite_failed=info.get("aof_last_bgrewrite_status", "ok") != "ok",
            link_down=info.get("master_link_status", "up") != "up",
        )

    def facts(self) -> dict[str, Any]:
        """The numbers, by name."""
        return asdict(self)

    def judge(self, limits: Limits) -> Observation | None:
        """The limits that are broken, the gravest first; None when all hold."""
        found = (self._judge_state(limits), self._judge_memory(limits), self._judge_persistence())
        return Observation.of_all([wrong for wrong in found if wrong])

    def _judge_state(self, limits: Limits) -> Observation | None:
        if self.loading:
            return Observation.failing(Reason.LOADING, "still loading its data from disk", **self.facts())
        if self.link_down:
            return Observation.failing(Reason.REPLICA_LINK_DOWN, "a replica cut off from its primary", **self.facts())
        if limits.role != "any" and self.role != limits.role:
            detail = f"a {self.role}, where a {limits.role} is expected"
            return Observation.failing(
                Reason.REPLICA if self.role == "replica" else Reason.STATE, detail, **self.facts()
            )
        if self.max_clients and self.clients >= 0.95 * self.max_clients:
            detail = f"{self.clients} of {self.max_clients} client connections are taken"
            return Observation.failing(Reason.CONNECTIONS_SATURATED, detail, **self.facts())
        return None

    def _judge_memory(self, limits: Limits) -> Observation | None:
        if not self.maxmemory:
            return None
        share = self.used_memory / self.maxmemory
        if self.policy == "noeviction" and share >= limits.memory:
            consequence = "writes fail" if share >= 1 else "writes are about to fail"
            detail = f"{share:.0%} of maxmemory is used and nothing may be evicted ({self.policy}): {consequence}"
            return Observation.failing(Reason.OUT_OF_MEMORY, detail, **self.facts())
        if self.evicted_keys and not limits.evictions:
            detail = f"{self.evicted_keys} keys were evicted to stay within maxmemory, and none may be lost here"
            return Observation.failing(Reason.EVICTING, detail, **self.facts())
        return None

    def _judge_persistence(self) -> Observation | None:
        if self.append_failed:
            return Observation.failing(
                Reason.MISCONF, "the append-only file cannot be written: writes fail", **self.facts()
            )
        if self.save_failed:
            detail = "the last snapshot to disk failed; with stop-writes-on-bgsave-error, writes are refused"
            return Observation.failing(Reason.MISCONF, detail, **self.facts())
        if self.rewrite_failed:
            detail = "the append-only file could not be rewritten: it grows until the disk is full"
            return Observation.failing(Reason.PERSISTENCE, detail, **self.facts())
        return None
