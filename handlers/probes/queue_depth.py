"""How much waits in a queue kept in Redis: a list, a stream, a set or a sorted set."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field
from redis.exceptions import RedisError

from handlers.core.model import Count, Model
from handlers.probes import phases
from handlers.probes.base import Observation, ProbeConfig, Tools
from handlers.probes.reasons import Reason
from handlers.probes.redis import client_for, said_no

LENGTH_OF = {"list": "LLEN", "stream": "XLEN", "zset": "ZCARD", "set": "SCARD"}


class QueueDepthExpect(Model):
    """`depth`: the most that may wait."""

    depth: Count = 1000


class QueueDepthProbe(ProbeConfig):
    """Counts what waits at `key` of the Redis at `url`; a key that does not exist is an empty queue."""

    kind: Literal["queue_depth"]
    url: str
    key: str
    expect: QueueDepthExpect = Field(default_factory=QueueDepthExpect)


async def measure(config: QueueDepthProbe, _: Tools) -> Observation:
    """OK while at most `depth` items wait; network errors are raised."""
    client = client_for(config.url)
    try:
        with phases.current().during("query"):
            kind = _text(await client.type(config.key))
            depth = await _length(client, kind, config.key)
    except RedisError as error:
        if (said := said_no(error)) is None:
            raise
        return said
    finally:
        await client.connection_pool.disconnect(inuse_connections=True)
    if kind not in (*LENGTH_OF, "none"):
        return Observation.unknown(Reason.NOT_CONFIGURED, f"{config.key} is a {kind}, which has no length", type=kind)
    facts = {"depth": depth, "limit": config.expect.depth, "key": config.key}
    if depth > config.expect.depth:
        detail = f"{depth} items wait in {config.key}, expected at most {config.expect.depth}"
        return Observation.failing(Reason.QUEUE_DEEP, detail, **facts)
    return Observation.ok(f"{depth} items wait in {config.key}", **facts)


async def _length(client: Any, kind: str, key: str) -> int:
    """How many items `key` holds; 0 when it does not exist or has no length."""
    command = LENGTH_OF.get(kind)
    return int(await client.execute_command(command, key)) if command else 0


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
