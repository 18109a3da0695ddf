"""Repair one damaged text: from its history where there is one, by synthesis where there is none."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from handlers.repair.history.restore import restore
from handlers.repair.hoist import hoist
from handlers.repair.judge import compiles
from handlers.repair.mend import mend_text
from handlers.repair.result import Deed, Hunk, Repair, Verdict
from handlers.repair.words import kept


def repair_text(damaged: str, ancestors: Sequence[str] = (), budget: float = 5.0) -> Repair:
    """Bring `damaged` back to what CPython compiles, keeping every later edit that can be kept.

    `ancestors` are earlier versions of the file, newest first, whether they parse or not; `budget` is in seconds and
    bounds the search, never the correctness. A text that compiles, or that nothing mends, comes back as it is.
    """
    if compiles(damaged):
        return Repair(damaged, Verdict.LEFT_ALONE, 1.0)
    deadline = time.monotonic() + budget
    best = max(_attempts(damaged, ancestors, deadline), key=_worth, default=None)
    return best or Repair(damaged, Verdict.LEFT_ALONE, 1.0)


def _attempts(damaged: str, ancestors: Sequence[str], deadline: float) -> Iterator[Repair]:
    hoisted = hoist(damaged)
    if hoisted is not None:
        yield _judged(damaged, hoisted, (Hunk(1, Deed.SYNTHESISED, damaged, hoisted),))
        return
    restored = restore(damaged, ancestors, deadline)
    if restored is not None:
        yield _judged(damaged, *restored)
        return
    mended = mend_text(damaged, max(0.0, deadline - time.monotonic()))
    if mended is not None:
        yield _judged(damaged, mended, (Hunk(1, Deed.SYNTHESISED, damaged, mended),))


def _worth(repair: Repair) -> float:
    return repair.kept


def _judged(damaged: str, source: str, hunks: tuple[Hunk, ...]) -> Repair:
    if any(hunk.lost for hunk in hunks):
        verdict = Verdict.PARTIAL
    elif any(hunk.deed is Deed.SYNTHESISED for hunk in hunks):
        verdict = Verdict.REPAIRED
    else:
        verdict = Verdict.RESTORED
    return Repair(source, verdict, kept(damaged, source), hunks)
