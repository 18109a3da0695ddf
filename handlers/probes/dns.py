"""Does a name resolve, and to the addresses it should?"""

from __future__ import annotations

import ipaddress
from typing import Literal

from pydantic import Field

from handlers.core.model import Model, Seconds
from handlers.probes import phases
from handlers.probes.base import Observation, ProbeConfig, Tools
from handlers.probes.expectations import too_slow
from handlers.probes.reasons import Reason


class DnsExpect(Model):
    """`addresses`: all of these must be among the answers. `private`: whether they must be private (or must not)."""

    addresses: tuple[str, ...] = ()
    private: bool | None = None
    within: Seconds | None = None


class DnsProbe(ProbeConfig):
    """Asks the system's resolver, as the services themselves do."""

    kind: Literal["dns"]
    host: str
    expect: DnsExpect = Field(default_factory=DnsExpect)


async def measure(config: DnsProbe, tools: Tools) -> Observation:
    """OK when the name resolves as expected; raises socket.gaierror otherwise, which the runner translates."""
    start = tools.clock.monotonic()
    with phases.current().during("dns"):
        found = await tools.names.look_up(config.host)
    seconds = tools.clock.monotonic() - start
    addresses = sorted({str(answer[4][0]) for answer in found})
    wrong = _judge(config.expect, addresses) or too_slow(seconds, config.expect.within, {})
    return wrong or Observation.ok(f"{', '.join(addresses[:4])} in {seconds * 1000:.0f} ms", addresses=addresses)


def _judge(expect: DnsExpect, addresses: list[str]) -> Observation | None:
    seen = ", ".join(addresses[:4])
    missing = [address for address in expect.addresses if address not in addresses]
    if missing:
        detail = f"resolves to {seen}, expected {', '.join(missing)} as well"
        return Observation.failing(Reason.DNS, detail, addresses=addresses, expected=list(expect.addresses))
    if expect.private is None:
        return None
    wrong = [address for address in addresses if ipaddress.ip_address(address).is_private != expect.private]
    if not wrong:
        return None
    wanted = "private" if expect.private else "public"
    return Observation.failing(Reason.DNS, f"resolves to {seen}, expected a {wanted} address", addresses=addresses)
