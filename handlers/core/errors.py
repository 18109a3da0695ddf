"""The two kinds of failure. Client errors are translated into one of them at the edge, with their cause chained."""

from __future__ import annotations


class Failure(Exception):
    """A failure a person will read: its text names what is wrong and how to mend it, and holds no secret."""


class Temporary(Failure):
    """Worth retrying, with backoff and a deadline: a time-out, a refused connection, a rate limit."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        """`retry_after`: seconds the other side asked us to wait, where it said so."""
        super().__init__(message)
        self.retry_after = retry_after


class Ambiguous(Temporary):
    """No answer came, or a server error: the call may have taken effect, so look before doing it again."""


class Permanent(Failure):
    """Retrying is useless: say so, with the reason, and stop."""


class Usage(Permanent):
    """What the person wrote cannot be understood; the text says what was expected and the nearest valid name."""
