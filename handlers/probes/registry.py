"""Every probe, one line each. A new probe is one new file and one line here."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from handlers.probes import tcp
from handlers.probes.base import ProbeKind

PROBES: dict[str, ProbeKind] = {
    "tcp": ProbeKind(tcp.TcpProbe, tcp.measure),
}

AnyProbe = tcp.TcpProbe
_ = Annotated, Field
