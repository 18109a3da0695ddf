"""The call into the synthesis search: mends for a text nothing in history covers."""

from __future__ import annotations

from collections.abc import Iterator


def mend_text(damaged: str, budget: float) -> str | None:
    """A text that compiles, as near to `damaged` as `budget` seconds allow; None where none was found."""
    return next(mends(damaged, budget), None)


def mends(damaged: str, budget: float) -> Iterator[str]:
    """Texts that compile, most likely first."""
    del damaged, budget
    yield from ()
