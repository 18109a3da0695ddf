"""The public face for a whole file: `repair_file`."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Literal

from handlers.repair.synthesis.costs import load_costs, load_language
from handlers.repair.synthesis.effort import LARGEST, Effort, Meter
from handlers.repair.synthesis.fault import find_fault
from handlers.repair.synthesis.language import LanguageModel
from handlers.repair.synthesis.search import Edit, Search
from handlers.repair.synthesis.whole.conflicts import settle_conflicts
from handlers.repair.synthesis.whole.dense import compiles, is_dense, mend_densely
from handlers.repair.synthesis.whole.distance import distance
from handlers.repair.synthesis.whole.ends import with_ends
from handlers.repair.synthesis.whole.finish import finished
from handlers.repair.synthesis.whole.python2 import modernised
from handlers.repair.synthesis.whole.slips import mend_slips
from handlers.repair.synthesis.whole.sparse import one_by_one

_LETTER, _LEARN = 1.0, 2.0  # units of work for each letter of a text that is looked through, or learnt from
_NEARER = 4.0  # lines by which a far-reaching mend must be nearer: it keeps words, not what they mean


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: `complete` says that it compiles; `dropped` counts lines put aside as comments."""

    source: str
    complete: bool
    edits: tuple[Edit, ...] = ()
    dropped: int = 0


def repair_file(
    damaged: str, model: LanguageModel | None = None, budget: float = 5.0, *, dense: bool = True, within: float = inf
) -> Outcome:
    """The file with every part that does not compile mended, each by itself.

    `model` is best learnt from the repository's healthy files; `budget` is in seconds; without `dense` only few faults
    are mended, and a file with more is not complete, nor one whose mend comes to `within` or more (see `distance`).
    Line ends are kept as they are. A file that compiles comes back unchanged, and so does one of more than 500,000
    characters; one for which the budget is too small comes back mended as far as that went. Nothing is raised whatever
    the text.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fault = find_fault(damaged)
        if fault is None or fault.kind == "depth" or len(damaged) > LARGEST:
            return Outcome(damaged, fault is None)
        text = damaged.replace("\r\n", "\n").replace("\x00", "")
        meter = Meter(Effort.within(budget))
        prepared, cures = _prepared(text, meter)
        model = model or load_language()
        few = _few(prepared, model, meter, inf if dense else within)
        found = _nearest(prepared, few, model, meter) if dense else few or _outcome(prepared, ())
        source = _finished(text, found)
        return Outcome(with_ends(source, damaged), found.complete, cures + found.edits, found.dropped)


def _finished(text: str, found: Outcome) -> str:
    """The text that was found with its new lines laid out, unless that breaks it."""
    source = "\n".join(finished(text.split("\n"), found.source.split("\n")))
    return source if not found.complete or compiles(source) else found.source


def _prepared(text: str, meter: Meter) -> tuple[str, tuple[Edit, ...]]:
    """`text` after the cures for whole files, each kept if the compiler gets as far with it as without.

    The slips see to that themselves, one by one.
    """
    edits: list[Edit] = []
    for name, cure in _CURES:
        if not meter.spend(_LETTER * len(text)):
            break
        cured = cure(text, meter)
        if cured is not None and cured != text and (cure is mend_slips or not _sooner(cured, text)):
            edits.append(_first_change(name, text, cured))
            text = cured
    return text, tuple(edits)


_CURES: tuple[tuple[str, Callable[[str, Meter], str | None]], ...] = (
    ("conflicts", lambda text, _: settle_conflicts(text)),
    ("python2", lambda text, _: modernised(text)),
    ("slips", mend_slips),
)


def _first_change(name: str, before: str, after: str) -> Edit:
    lines = enumerate(zip(before.split("\n"), after.split("\n"), strict=False), 1)
    return next(
        (Edit(name, number, 1, old, new) for number, (old, new) in lines if old != new), Edit(name, 1, 1, "", "")
    )


def _sooner(cured: str, text: str) -> bool:
    """Whether the compiler refuses `cured` with more lines left than `text`."""
    first, second = find_fault(cured), find_fault(text)
    if first is None or second is None:
        return first is not None
    return cured.count("\n") - first.line > text.count("\n") - second.line


def _few(text: str, model: LanguageModel, meter: Meter, within: float) -> Outcome | None:
    """The text with few faults mended one by one, the nearer of two ways; None where that is not enough."""
    if is_dense(text) or is_dense(text, within):  # every part refused takes a line at least
        return None
    if not meter.spend(_LEARN * len(text)):
        return None
    own = LanguageModel.learn([text], base=model)
    names: tuple[Literal["snippets", "files"], ...] = ("snippets", "files")
    ways = [one_by_one(text, load_costs(name), own, meter, within) for name in names]
    found = [_outcome(each.source, each.edits) for each in ways if each is not None]
    return min(found, key=lambda each: distance(text, each.source), default=None)


def _nearest(text: str, few: Outcome | None, model: LanguageModel, meter: Meter) -> Outcome:
    """Of the ways to mend the text the one that changes least; where little is to do, the far-reaching is not tried."""
    nearest = distance(text, few.source) if few else 0.0
    if few is not None and nearest <= _NEARER:
        return few
    search = Search(load_costs("files"), model, meter, keep=True)
    dense = _outcome(*mend_densely(search, text))
    if few is None or (dense.complete and distance(text, dense.source) + _NEARER < nearest):
        return dense
    return few


def _outcome(text: str, edits: tuple[Edit, ...]) -> Outcome:
    return Outcome(text, compiles(text), edits, sum(edit.kind == "comment-out" for edit in edits))
