"""What passes between the pure journey and the world: inputs (what happened, and when) and effects (what to do).

`at` and `until` are seconds of one monotonic clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Answered:
    """An HTTP answer; `body` is what was read of it."""

    at: float
    status: int
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A request or a connection failed before any answer.

    `reason`: `refused`, `timeout`, `dns`, `tls` or `failed`; `detail` says it to a person, without secrets.
    """

    at: float
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Connected:
    """The WebSocket is open; `subprotocol` is the one the server chose, if any."""

    at: float
    subprotocol: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The WebSocket handshake was answered with an HTTP status other than 101."""

    at: float
    status: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """A WebSocket message, text or binary."""

    at: float
    data: str | bytes


@dataclass(frozen=True, slots=True)
class Closed:
    """The WebSocket is closed; 1006 when the connection was lost without a close frame."""

    at: float
    code: int = 1006
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Elapsed:
    """The moment that was waited for has come."""

    at: float


@dataclass(frozen=True, slots=True)
class Stopped:
    """The run was called off from outside: what is open is to be closed, nothing more is to be tried."""

    at: float


Input = Answered | Unreachable | Connected | Refused | Received | Closed | Elapsed | Stopped


@dataclass(frozen=True, slots=True)
class Http:
    """Make this request; answer with Answered, or Unreachable (`timeout` at `until`)."""

    method: str
    url: str
    until: float
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    form: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Connect:
    """Open the WebSocket; answer with Connected, Refused, or Unreachable (`timeout` at `until`)."""

    url: str
    until: float
    headers: Mapping[str, str] = field(default_factory=dict)
    subprotocols: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Send:
    """Send this text over the WebSocket; nothing is answered unless the connection turns out to be closed (Closed)."""

    text: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Wait for a message (Received), the connection's end (Closed), or this moment (Elapsed)."""

    until: float


@dataclass(frozen=True, slots=True)
class Close:
    """Close the WebSocket; answer with Closed at the latest at `until`, dropping the connection if it must be."""

    code: int
    until: float


Effect = Http | Connect | Send | Wait | Close
