"""Redis and Valkey: PING, and from INFO whatever is about to refuse writes."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from handlers.core.model import Model, Seconds
from handlers.probes import phases
from handlers.probes.base import Observation, ProbeConfig, Tools
from handlers.probes.expectations import too_slow
from handlers.probes.reasons import Reason
from handlers.probes.redis_health import RedisHealth
from handlers.probes.resp import NotResp, RedisUrl, RespConnection, RespError, connect

REASONS = {
    "NOAUTH": Reason.AUTH_FAILED,
    "WRONGPASS": Reason.AUTH_FAILED,
    "NOPERM": Reason.AUTH_FAILED,
    "DENIED": Reason.AUTH_FAILED,  # protected mode
    "LOADING": Reason.LOADING,
    "OOM": Reason.OUT_OF_MEMORY,
    "MISCONF": Reason.MISCONF,
    "READONLY": Reason.REPLICA,
    "MASTERDOWN": Reason.REPLICA_LINK_DOWN,
}


class RedisExpect(Model):
    """`memory`: the share of maxmemory that may be used. `evictions`: whether evicting keys is by design (a cache)."""

    role: Literal["primary", "replica", "any"] = "primary"
    memory: float = Field(default=0.95, gt=0, le=1)
    evictions: bool = True
    within: Seconds | None = None


class RedisProbe(ProbeConfig):
    """Connects to `url` (`redis://`, `rediss://` or `unix://`), sends PING, and reads INFO."""

    kind: Literal["redis"]
    url: RedisUrl
    expect: RedisExpect = Field(default_factory=RedisExpect)


async def measure(config: RedisProbe, tools: Tools) -> Observation:
    """OK when it answers PING and can take writes; network errors are raised."""
    start = tools.clock.monotonic()
    try:
        async with connect(config.url, tools.tls) as connection:
            with phases.current().during("query"):
                refusal = await _ping(connection)
            seconds = tools.clock.monotonic() - start
            health = await _health(connection)
    except (RespError, NotResp) as error:
        return said_no(error)
    slow = too_slow(seconds, config.expect.within, phases.current().done)
    facts = health.facts() if health else {}
    found = (refusal, slow, health.judge(config.expect) if health else None)
    wrong = Observation.of_all([one for one in found if one])
    return wrong or Observation.ok(f"PONG in {seconds * 1000:.0f} ms", **facts)


async def _ping(connection: RespConnection) -> Observation | None:
    """None when it answers PONG. One that cannot save, and so takes no writes, refuses even this."""
    try:
        await connection.ask("PING")
    except RespError as error:
        if error.code != "MISCONF":
            raise
        return said_no(error)
    return None


async def _health(connection: RespConnection) -> RedisHealth | None:
    """From INFO; None where the probe's user may not ask for it."""
    try:
        with phases.current().during("health"):
            return RedisHealth.from_info(str(await connection.ask("INFO") or ""))
    except RespError as error:
        if error.code != "NOPERM":
            raise
        return None


def said_no(error: RespError | NotResp) -> Observation:
    """What the server's own error says, or that it is no Redis."""
    words = " ".join(str(error).split())
    if isinstance(error, NotResp):
        return Observation.failing(Reason.PROTOCOL, f"not a Redis answer: {words}", seen=words)
    reason = REASONS.get(error.code, Reason.QUERY_FAILED)
    if "max number of clients" in words:
        reason = Reason.TOO_MANY_CONNECTIONS
    if (
        "AUTH" in words and reason is Reason.QUERY_FAILED
    ):  # "ERR AUTH <password> called without any password configured"
        reason = Reason.AUTH_FAILED
    return Observation.failing(reason, f"the server says no: {words}", message=words)
