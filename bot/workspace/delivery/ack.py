"""How an app answered a request."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.workspace.json_types import Json

TIMED_OUT = "operation_timeout"
UNREACHABLE = "dispatch_failed"


@dataclass(frozen=True, slots=True)
class Ack:
    """`error` is empty for an acknowledged request, else Slack's name for the failure; `payload` is what came along."""

    error: str = ""
    payload: Json = field(default_factory=dict)
