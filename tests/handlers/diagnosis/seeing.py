"""Short ways to write down what was seen."""

from __future__ import annotations

from typing import Any

from handlers.diagnosis.evidence import Seen
from handlers.probes.base import Observation


def ok(kind: str = "http", probe: str = "", **facts: Any) -> Seen:
    return Seen(probe or kind, kind, Observation.ok("all well", **facts), 0.01)


def bad(kind: str, reason: str, probe: str = "", detail: str = "", **facts: Any) -> Seen:
    return Seen(probe or kind, kind, Observation.failing(reason, detail or reason, **facts), 0.02)


def blind(kind: str = "http", reason: str = "forbidden", probe: str = "") -> Seen:
    return Seen(probe or kind, kind, Observation.unknown(reason, "could not be measured"), 0.0)
