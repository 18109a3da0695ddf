"""A stopwatch for the phases of one probe, readable even when the probe never comes back.

The runner lays out a fresh one per probe in a context variable, so that the tracing hooks of the shared HTTP client,
which know nothing of probes, find the one that belongs to the request they trace.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from handlers.core.ports import Clock, SystemClock


class Phases:
    """Milliseconds by phase, in the order they began; a phase seen twice (after a redirect) adds up.

    `tls` is the TLS session of the last handshake seen, from which the server's certificate can be read.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._since: dict[str, float] = {}
        self.done: dict[str, float] = {}
        self.tls: ssl.SSLObject | None = None

    @property
    def under_way(self) -> str:
        """The phase begun last and not ended, or empty."""
        return next(reversed(self._since), "")

    def begin(self, phase: str) -> None:
        """`phase` begins now."""
        self._since[phase] = self._clock.monotonic()

    def end(self, phase: str) -> None:
        """`phase` ends now; without effect when it never began."""
        since = self._since.pop(phase, None)
        if since is not None:
            self.done[phase] = self.done.get(phase, 0.0) + (self._clock.monotonic() - since) * 1000

    def drop(self, phase: str) -> None:
        """Forget that `phase` began."""
        self._since.pop(phase, None)

    @contextmanager
    def during(self, phase: str) -> Iterator[None]:
        """Times the block; a block that raises leaves the phase under way, which is how a time-out is located."""
        self.begin(phase)
        yield
        self.end(phase)


CURRENT: ContextVar[Phases | None] = ContextVar("probe_phases", default=None)


def current() -> Phases:
    """The stopwatch of the probe that is running, or one that nobody reads."""
    return CURRENT.get() or Phases(SystemClock())
