"""Can a TCP connection be opened?"""

from __future__ import annotations

import asyncio
from typing import Literal

from handlers.core.model import Port
from handlers.probes import phases
from handlers.probes.base import Observation, ProbeConfig, Tools


class TcpProbe(ProbeConfig):
    """Connects and closes again."""

    kind: Literal["tcp"]
    host: str
    port: Port


async def measure(config: TcpProbe, _: Tools) -> Observation:
    """OK when something accepts; raises OSError otherwise, which the runner translates."""
    watch = phases.current()
    with watch.during("connect"):
        writer = (await asyncio.open_connection(config.host, config.port))[1]
    writer.transport.abort()
    return Observation.ok(f"port {config.port} accepts connections in {watch.done['connect']:.0f} ms")
