"""Can a TCP connection be opened?"""

from __future__ import annotations

import asyncio
from typing import Literal

from pydantic import Field

from handlers.probes.base import Observation, ProbeConfig, Tools


class TcpProbe(ProbeConfig):
    """Connects and closes again."""

    kind: Literal["tcp"]
    host: str
    port: int = Field(ge=1, le=65535)


async def measure(config: TcpProbe, tools: Tools) -> Observation:
    """OK when something accepts; raises OSError otherwise, which the runner translates."""
    start = tools.clock.monotonic()
    _, writer = await asyncio.open_connection(config.host, config.port)
    writer.close()
    took = (tools.clock.monotonic() - start) * 1000
    return Observation.ok(f"port {config.port} accepts connections in {took:.0f} ms")
