"""Repair one damaged text: from its history where there is one, by synthesis where there is none."""

from __future__ import annotations

import time
from collections.abc import Sequence

from handlers.repair.changes import changes
from handlers.repair.history.restore import restore
from handlers.repair.hoist import hoist
from handlers.repair.judge import compiles
from handlers.repair.mend import mend_text
from handlers.repair.result import Deed, Hunk, Repair, Verdict
from handlers.repair.synthesis import LARGEST, LanguageModel
from handlers.repair.words import kept


def repair_text(
    damaged: str, ancestors: Sequence[str] = (), budget: float = 5.0, model: LanguageModel | None = None
) -> Repair:
    """Bring `damaged` back to what CPython compiles, keeping every later edit that can be kept.

    `ancestors` are earlier versions of the file, newest first, whether they parse or not; `budget` is in seconds and
    bounds the search, never the correctness; `model` is best learnt from healthy files of the same repository. A text
    that compiles, or that nothing mends, comes back as it is; so does one too large to compare within any such budget.
    """
    if compiles(damaged) or len(damaged) > LARGEST:
        return Repair(damaged, Verdict.LEFT_ALONE, 1.0)
    deadline = time.monotonic() + budget
    found = _hoisted(damaged) or _restored(damaged, ancestors, budget, model)
    left = max(0.0, deadline - time.monotonic()) if ancestors else budget
    return found or _mended(damaged, left, model) or Repair(damaged, Verdict.LEFT_ALONE, 1.0)


def _hoisted(damaged: str) -> Repair | None:
    hoisted = hoist(damaged)
    return None if hoisted is None else _synthesised(damaged, hoisted)


def _restored(damaged: str, ancestors: Sequence[str], budget: float, model: LanguageModel | None) -> Repair | None:
    restored = restore(damaged, ancestors, budget, model)
    return None if restored is None else _judged(damaged, *restored)


def _mended(damaged: str, budget: float, model: LanguageModel | None) -> Repair | None:
    mended = mend_text(damaged, budget, model)
    return None if mended is None else _synthesised(damaged, mended)


def _synthesised(damaged: str, source: str) -> Repair:
    return _judged(damaged, source, tuple(changes(damaged, source)))


def _judged(damaged: str, source: str, hunks: tuple[Hunk, ...]) -> Repair:
    if any(hunk.lost or hunk.deed is Deed.ASIDE for hunk in hunks):
        verdict = Verdict.PARTIAL
    elif any(hunk.deed is Deed.SYNTHESISED for hunk in hunks):
        verdict = Verdict.REPAIRED
    else:
        verdict = Verdict.RESTORED
    return Repair(source, verdict, kept(damaged, source), hunks)
