"""The call into the synthesis search: mends for what nothing in history covers."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.repair.synthesis.snippet import suggest

_CHOICES = 5


def mend_text(damaged: str, budget: float) -> str | None:
    """A text that compiles, as near to `damaged` as `budget` seconds allow; None where none was found."""
    return next(mends(damaged, budget), None)


def mends(damaged: str, budget: float) -> Iterator[str]:
    """Texts that compile, most likely first."""
    yield from (candidate.source for candidate in suggest(damaged, limit=_CHOICES, budget=budget))
