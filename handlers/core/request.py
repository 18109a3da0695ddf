"""A Request: what somebody asked for, the same whether it came from Slack, the terminal or the schedule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    """`capability` is a name in the command registry; `options` holds JSON-able values only, so a run can be resumed.

    `run` is the id of the durable run, `requester` who asked (a Slack user id, or `terminal`, or `schedule`).
    """

    capability: str
    environment: str = ""
    service: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    run: str = ""
    requester: str = "terminal"
