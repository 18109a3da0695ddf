"""What a connection that fails is called: no answer, a refused handshake, a close while something is awaited."""

from __future__ import annotations

from handlers.golden_path.closes import explain_close, explain_status
from handlers.golden_path.failures import Failed, Failure
from handlers.golden_path.walk import Walk
from handlers.golden_path.wire import Closed, Connected, Input, Refused, Unreachable

_SAID = {
    "refused": "connection refused: nothing listens there",
    "timeout": "no answer within its budget",
    "dns": "the name cannot be resolved",
    "tls": "TLS could not be established",
}


def unreachable(name: str, event: Unreachable) -> Failed:
    """The failure for a request or connection that got no answer at all."""
    what = event.detail or _SAID.get(event.reason, "it failed")
    return Failed(Failure(f"{name}-{event.reason}", name, what))


def handshake_problem(event: Input, name: str, walk: Walk) -> Failure | None:
    """What is wrong with the answer to a Connect effect, if anything."""
    if isinstance(event, Unreachable):
        return unreachable(name, event).failure
    if isinstance(event, Refused):
        what = f"the handshake was answered {explain_status(event.status)}" + (
            f" ({event.detail})" * bool(event.detail)
        )
        return Failure(f"handshake-{event.status}", name, what)
    if isinstance(event, Closed):
        return early_close(event, name)
    offered = walk.connection.get("subprotocols", ())
    if isinstance(event, Connected) and offered and event.subprotocol not in offered:
        return Failure("subprotocol-dropped", name, "the server accepted none of the subprotocols it was offered")
    return None


def early_close(event: Closed, at: str) -> Failure:
    """The server closed while `at` was still awaited."""
    said = f" ({event.reason})" if event.reason else ""
    what = f"the server closed with {event.code}{said}: {explain_close(event.code).split(';')[0]}"
    return Failure(f"early-close-{event.code}", at, what)
