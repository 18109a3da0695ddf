"""Repair one damaged text: from its history where there is one, by synthesis where there is none."""

from __future__ import annotations

import time
from collections.abc import Sequence

from handlers.repair.changes import changes
from handlers.repair.history.choose import choose
from handlers.repair.history.restore import restore
from handlers.repair.hoist import hoist
from handlers.repair.judge import compiles
from handlers.repair.mend import mend_text
from handlers.repair.result import Deed, Hunk, Repair, Verdict
from handlers.repair.synthesis import LanguageModel, distance, load_language
from handlers.repair.words import kept

_NEAR = 2.0  # lines; a restoration that changes no more than that leaves nothing to doubt
_FEW = 12  # hunks not kept as they are; a text with more is densely damaged, and history knows best
_SECONDS = 1.5
_DOUBT = 2.0  # times as far as mending the syntax alone: a restoration that undoes what a person meant


def repair_text(
    damaged: str, ancestors: Sequence[str] = (), budget: float = 5.0, model: LanguageModel | None = None
) -> Repair:
    """Bring `damaged` back to what CPython compiles, keeping every later edit that can be kept.

    `ancestors` are earlier versions of the file, newest first, whether they parse or not; `budget` is in seconds and
    bounds the search, never the correctness; `model` is best learnt from healthy files of the same repository. A text
    that compiles, or that nothing mends, comes back as it is.
    """
    if compiles(damaged):
        return Repair(damaged, Verdict.LEFT_ALONE, 1.0)
    deadline = time.monotonic() + budget
    found = _hoisted(damaged) or _restored(damaged, ancestors, deadline, model)
    left = max(0.0, deadline - time.monotonic()) if ancestors else budget
    return found or _mended(damaged, left, model) or Repair(damaged, Verdict.LEFT_ALONE, 1.0)


def _hoisted(damaged: str) -> Repair | None:
    hoisted = hoist(damaged)
    return None if hoisted is None else _synthesised(damaged, hoisted)


def _restored(damaged: str, ancestors: Sequence[str], deadline: float, model: LanguageModel | None) -> Repair | None:
    """The restoration from history, unless mending the syntax alone changes less than half as much."""
    restored = restore(damaged, ancestors, deadline)
    if restored is None:
        return None
    few = sum(hunk.deed is not Deed.KEPT for hunk in restored[1]) <= _FEW
    far = _far(damaged, *restored) if few and time.monotonic() < deadline else 0.0
    if far > _NEAR:
        learnt = LanguageModel.learn([choose(damaged, ancestors) or ""], base=model or load_language())
        mended = mend_text(damaged, _SECONDS, learnt, dense=False, within=far / _DOUBT)
        if mended is not None and distance(damaged, mended) * _DOUBT < far:
            return _synthesised(damaged, mended)
    return _judged(damaged, *restored)


def _far(damaged: str, source: str, hunks: tuple[Hunk, ...]) -> float:
    """How far a restoration goes from the damaged text, leaving aside what is sheer damage."""
    return distance(damaged, source) - sum(distance(hunk.before, hunk.after) for hunk in hunks if _aside(hunk))


def _aside(hunk: Hunk) -> bool:
    """Whether a restoration brought back lines that were put aside behind a comment marker: that is sheer damage."""
    lines = [line.lstrip() for line in hunk.before.split("\n") if line.strip()]
    return hunk.deed is Deed.TAKEN and bool(lines) and all(line.startswith("#") for line in lines)


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
