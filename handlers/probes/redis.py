"""Redis and Valkey: PING, and from INFO whatever is about to refuse writes."""

from __future__ import annotations

from typing import Literal

from pydantic import Field
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import (
    AuthenticationError,
    AuthorizationError,
    BusyLoadingError,
    InvalidResponse,
    NoPermissionError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    ResponseError,
)
from redis.maint_notifications import MaintNotificationsConfig

from handlers.core.model import Model, Seconds
from handlers.probes import phases
from handlers.probes.base import Observation, ProbeConfig, Tools
from handlers.probes.expectations import too_slow
from handlers.probes.reasons import Reason
from handlers.probes.redis_health import RedisHealth


class RedisExpect(Model):
    """`memory`: the share of maxmemory that may be used. `evictions`: whether evicting keys is by design (a cache)."""

    role: Literal["primary", "replica", "any"] = "primary"
    memory: float = Field(default=0.95, gt=0, le=1)
    evictions: bool = True
    within: Seconds | None = None


class RedisProbe(ProbeConfig):
    """Connects to `url` (`redis://`, `rediss://` or `unix://`), sends PING, and reads INFO."""

    kind: Literal["redis"]
    url: str
    expect: RedisExpect = Field(default_factory=RedisExpect)


async def measure(config: RedisProbe, tools: Tools) -> Observation:
    """OK when it answers PING and can take writes; network errors are raised."""
    start = tools.clock.monotonic()
    client = client_for(config.url)
    try:
        with phases.current().during("connect"):
            await client.ping()
        seconds = tools.clock.monotonic() - start
        health = await _health(client)
    except RedisError as error:
        if (said := said_no(error)) is None:
            raise
        return said
    finally:
        await client.connection_pool.disconnect(inuse_connections=True)
    slow = too_slow(seconds, config.expect.within, phases.current().done)
    facts = health.facts() if health else {}
    wrong = slow or (health.judge(config.expect) if health else None)
    return wrong or Observation.ok(f"PONG in {seconds * 1000:.0f} ms", **facts)


def client_for(url: str) -> Redis:
    """One connection's worth of client: no retries, no client-side settings, nothing sent but what the probe asks."""
    return Redis.from_url(
        url,
        socket_timeout=None,
        socket_connect_timeout=None,
        retry=Retry(NoBackoff(), 0),
        driver_info=None,
        protocol=2,
        maint_notifications_config=MaintNotificationsConfig(enabled=False),
    )


async def _health(client: Redis) -> RedisHealth | None:
    """From INFO; None where the probe's user may not ask for it."""
    try:
        with phases.current().during("health"):
            return RedisHealth.from_info(await client.info())
    except NoPermissionError:
        return None


def said_no(error: RedisError) -> Observation | None:
    """What the server's own error says; None when it is about the connection, which is for the runner to translate."""
    words = " ".join(str(error).split())
    reason = _reason(error, words)
    if reason is None:
        return None
    if reason is Reason.PROTOCOL:
        return Observation.failing(reason, f"not a Redis answer: {words}", seen=words)
    return Observation.failing(reason, f"the server says no: {words}", message=words)


def _reason(error: RedisError, words: str) -> Reason | None:
    if "max number of clients" in words:
        return Reason.TOO_MANY_CONNECTIONS
    for kind, reason in _REASONS:
        if isinstance(error, kind):
            return reason
    if isinstance(error, ResponseError):
        return Reason.MISCONF if words.startswith("MISCONF") else Reason.QUERY_FAILED
    return Reason.LOADING if "LOADING" in words else None


_REASONS: tuple[tuple[type[RedisError], Reason], ...] = (
    (AuthenticationError, Reason.AUTH_FAILED),
    (AuthorizationError, Reason.AUTH_FAILED),
    (NoPermissionError, Reason.AUTH_FAILED),
    (BusyLoadingError, Reason.LOADING),
    (OutOfMemoryError, Reason.OUT_OF_MEMORY),
    (ReadOnlyError, Reason.REPLICA),
    (InvalidResponse, Reason.PROTOCOL),
)
