"""TLS contexts that tell the running probe's stopwatch when the handshake begins, and keep the session to look at."""

from __future__ import annotations

import ssl
from typing import Any

from handlers.probes import phases


class TimedContext(ssl.SSLContext):
    """A TLS context that tells the running probe's stopwatch when TCP is done and the handshake begins."""

    def wrap_bio(self, *args: Any, **kwargs: Any) -> ssl.SSLObject:
        """Called by asyncio once the TCP connection stands."""
        watch = phases.current()
        watch.end("connect")
        watch.begin("tls")
        watch.tls = super().wrap_bio(*args, **kwargs)
        return watch.tls


def private_context(authority: str) -> TimedContext:
    """A TLS context that trusts the PEM file `authority` alone; raises OSError when it cannot be used."""
    context = TimedContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(authority)
    return context


def timed_context() -> TimedContext:
    """The system's trust, verified names, in a context that times its handshakes."""
    context = TimedContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_default_certs()
    return context
