"""The calls into the synthesis search: mends for what nothing in history covers."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from handlers.repair.formats import mend_formats
from handlers.repair.hollow import without_hollow_tests
from handlers.repair.judge import compiles
from handlers.repair.synthesis import LanguageModel, repair_file
from handlers.repair.synthesis.snippet import suggest

_CHOICES = 5


def mend_text(
    damaged: str,
    budget: float,
    model: LanguageModel | None = None,
    *,
    dense: bool = True,
    within: float = inf,
) -> str | None:
    """A text that compiles, as near to `damaged` as `budget` seconds allow; None where none was found.

    `model` is learnt from what the text should be like; without `dense` only a few faults are mended, and quickly,
    and those no nearer than `within` (see `synthesis.distance`) are given up early.
    """
    without_nul = damaged.replace("\0", "")
    if without_nul != damaged and compiles(without_nul):
        return without_nul
    formatted = mend_formats(damaged, budget)
    if formatted is not None and compiles(formatted):
        return formatted
    outcome = repair_file(formatted or damaged, model, max(0.1, budget), dense=dense, within=within)
    return without_hollow_tests(damaged, outcome.source) if compiles(outcome.source) else None


def mends(damaged: str, budget: float) -> Iterator[str]:
    """Texts that compile, most likely first."""
    yield from (candidate.source for candidate in suggest(damaged, limit=_CHOICES, budget=budget))
