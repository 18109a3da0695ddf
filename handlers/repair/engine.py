"""Repair one damaged text: from its history where there is one, by synthesis where there is none."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import pairwise

from handlers.repair.changes import changes
from handlers.repair.history.choose import choose
from handlers.repair.history.restore import restore
from handlers.repair.hoist import hoist
from handlers.repair.judge import compiles
from handlers.repair.mend import mend_text
from handlers.repair.result import Deed, Hunk, Repair, Verdict
from handlers.repair.synthesis import LARGEST, LanguageModel, distance, load_language
from handlers.repair.words import kept, key

_NEAR = 2.0  # lines; a restoration that changes no more than that leaves nothing to doubt
_FEW = 3  # places; where more are restored and no later word is at stake, damage is dense and history knows best
_HARMLESS = (Deed.KEPT, Deed.DROPPED, Deed.CLEARED)  # neither a repeated line nor a stray word is a person's
_SECONDS = 1.5
_DOUBT = 2.0  # times as far as mending the syntax alone: a restoration that undoes what a person meant


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
    far = distance(damaged, restored[0]) if _is_doubtful(restored[1]) and time.monotonic() < deadline else 0.0
    if far > _NEAR:
        learnt = LanguageModel.learn([choose(damaged, ancestors) or ""], base=model or load_language())
        mended = mend_text(damaged, _SECONDS, learnt, dense=False, within=far / _DOUBT)
        if mended is not None and distance(damaged, mended) * _DOUBT < far:
            return _synthesised(damaged, mended)
    return _judged(damaged, *restored)


def _is_doubtful(hunks: Sequence[Hunk]) -> bool:
    """Whether a restoration may undo what a person meant: it takes back later words, or differs in few places.

    Places, not hunks: one slip above a block somebody moved takes the whole block back, line by line but in one place.
    Code put aside behind a marker is bulk damage, and nothing but history brings it back.
    """
    if any(_is_aside(hunk) for hunk in hunks):
        return False
    undone = [hunk for hunk in hunks if hunk.deed not in _HARMLESS]
    places = sum(not _adjoins(before, after) for before, after in pairwise([None, *undone]))
    return places <= _FEW or any(key(hunk.before) != key(hunk.after) for hunk in undone)


def _adjoins(before: Hunk | None, after: Hunk | None) -> bool:
    """Whether one hunk begins no later than a line after the other ends."""
    return before is not None and after is not None and after.line <= before.line + before.before.count("\n") + 1


def _is_aside(hunk: Hunk) -> bool:
    """Whether a restoration brought back lines that were put aside behind a comment marker."""
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
