"""How much waits in a queue kept in Redis: a list, a stream, a set or a sorted set."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from handlers.core.model import Count, Model
from handlers.probes import phases
from handlers.probes.base import Observation, ProbeConfig, Tools
from handlers.probes.reasons import Reason
from handlers.probes.redis import said_no
from handlers.probes.resp import NotResp, RedisUrl, RespError, connect

LENGTH_OF = {"list": "LLEN", "stream": "XLEN", "zset": "ZCARD", "set": "SCARD"}


class QueueDepthExpect(Model):
    """`depth`: the most that may wait."""

    depth: Count = 1000


class QueueDepthProbe(ProbeConfig):
    """Counts what waits at `key` of the Redis at `url`; a key that does not exist is an empty queue."""

    kind: Literal["queue_depth"]
    url: RedisUrl
    key: str
    expect: QueueDepthExpect = Field(default_factory=QueueDepthExpect)


async def measure(config: QueueDepthProbe, tools: Tools) -> Observation:
    """OK while at most `depth` items wait; network errors are raised."""
    try:
        async with connect(config.url, tools.tls) as connection:
            with phases.current().during("query"):
                kind = str(await connection.ask("TYPE", config.key))
                depth = int(await connection.ask(LENGTH_OF[kind], config.key) or 0) if kind in LENGTH_OF else 0
    except (RespError, NotResp) as error:
        return said_no(error)
    if kind not in (*LENGTH_OF, "none"):
        return Observation.unknown(Reason.NOT_CONFIGURED, f"{config.key} is a {kind}, which has no length", type=kind)
    facts = {"depth": depth, "limit": config.expect.depth, "key": config.key}
    if depth > config.expect.depth:
        detail = f"{depth} items wait in {config.key}, expected at most {config.expect.depth}"
        return Observation.failing(Reason.QUEUE_DEEP, detail, **facts)
    return Observation.ok(f"{depth} items wait in {config.key}", **facts)
