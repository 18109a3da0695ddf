"""Restore a damaged text from its ancestors: align, decide unit by unit, judge the whole."""

from __future__ import annotations

import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from handlers.repair.changes import changes
from handlers.repair.history.align import align
from handlers.repair.history.choose import choose, known_lines
from handlers.repair.history.dense import is_dense, reconsider
from handlers.repair.history.doubt import mend_instead
from handlers.repair.history.pieces import Kind, Piece
from handlers.repair.history.search import keep_most
from handlers.repair.history.solve import Choice, Means, plain, solve
from handlers.repair.history.units import Unit, cut
from handlers.repair.judge import compiles
from handlers.repair.mend import mend_text, mends
from handlers.repair.result import Deed, Hunk
from handlers.repair.synthesis import LanguageModel, load_language
from handlers.repair.synthesis.effort import Effort, Meter
from handlers.repair.words import split_lines

_MEND_SECONDS = 0.5  # for one refused piece
_UNIT_SECONDS = 1.5  # for one damaged unit
_FEW = 6  # damaged units that are mended one by one


def restore(
    damaged: str, ancestors: Sequence[str], budget: float, model: LanguageModel | None = None
) -> tuple[str, tuple[Hunk, ...]] | None:
    """The restored text and what was done, hunk by hunk; None where no ancestor is like the damaged text.

    `budget` is in seconds: what it does not suffice to try goes back to the ancestor, and is listed as lost; `model` is
    best learnt from healthy files of the same repository.
    """
    ancestor = choose(damaged, ancestors)
    if ancestor is None:
        return None
    meter = Meter(Effort.within(budget))
    deadline = meter.effort.deadline
    pieces = align(split_lines(_ended(ancestor)), split_lines(_ended(damaged)))
    units = [replace(unit, meter=meter) for unit in cut(ancestor, pieces)]
    means = Means(known_lines(ancestors), partial(_mends, deadline), meter)
    solved = [solve(unit, means) for unit in units]
    if any(choices is None for choices in solved):
        units, solved = _as_one(units, means)
    chosen = [choices or [] for choices in solved]
    if is_dense(units, chosen):
        chosen = [reconsider(unit, choices) for unit, choices in zip(units, chosen, strict=True)]
    decisions = _doubted(units, chosen, partial(_mend, deadline, cache(partial(_learnt, ancestor, model))))
    source, decisions = _whole(units, decisions)
    if not damaged.endswith("\n") and compiles(source.removesuffix("\n")):
        source = source.removesuffix("\n")
    return source, tuple(hunk for decision in decisions for hunk in decision.hunks)


def _doubted(units: list[Unit], chosen: list[list[Choice]], mend: Callable[[str], str | None]) -> list[_Decision]:
    """What stands for every unit after second thoughts: on each damaged one, or where they are many on all together."""
    decisions = [_decision(unit, choices) for unit, choices in zip(units, chosen, strict=True)]
    damaged = [at for at, unit in enumerate(units) if not unit.compiles([piece.new_text for piece in unit.pieces])]
    if len(damaged) > _FEW:
        whole = Unit(tuple(piece for unit in units for piece in unit.pieces))
        mended = mend_instead(whole, [choice for choices in chosen for choice in choices], ("", ""), mend)
        return decisions if mended is None else [_mended(whole, mended)]
    for at in damaged:
        texts = [decision.text for decision in decisions]
        around = "".join(texts[:at]), "".join(texts[at + 1 :])
        mended = mend_instead(units[at], chosen[at], around, mend)
        decisions[at] = decisions[at] if mended is None else _mended(units[at], mended)
    return _put_back(units, damaged, decisions)


def _put_back(units: list[Unit], damaged: list[int], decisions: list[_Decision]) -> list[_Decision]:
    """The units as they were that only looked damaged by themselves, where a statement was cut."""
    kept = [_decision(unit, [plain(piece, piece.new_text) for piece in unit.pieces]) for unit in units]
    texts = [decision.text for decision in decisions]
    changed = [(at, kept[at].text) for at in damaged if texts[at] != kept[at].text]
    refused = keep_most(texts, changed, lambda trial: compiles("".join(trial)))
    back = {at for at, _ in changed} - {at for at, _ in refused}
    return [kept[at] if at in back else decision for at, decision in enumerate(decisions)]


@dataclass(frozen=True, slots=True)
class _Decision:
    """What stands for a unit, and what was done in it."""

    text: str
    hunks: tuple[Hunk, ...]


def _ended(text: str) -> str:
    return text if text.endswith("\n") or not text else text + "\n"


def _as_one(units: list[Unit], means: Means) -> tuple[list[Unit], list[list[Choice] | None]]:
    """The file as a single unit, for an ancestor whose parts do not stand alone."""
    whole = Unit(tuple(piece for unit in units for piece in unit.pieces), meter=means.meter)
    return [whole], [solve(whole, means)]


def _whole(units: list[Unit], decisions: list[_Decision]) -> tuple[str, list[_Decision]]:
    """Join the units; those that compile alone but not together go back to the ancestor, as few as possible."""
    texts = [decision.text for decision in decisions]
    if compiles("".join(texts)):
        return "".join(texts), decisions
    good = ["".join(piece.old_text for piece in unit.pieces) for unit in units]
    differing = [(at, text) for at, text in enumerate(texts) if text != good[at]]
    refused = {at for at, _ in keep_most(good, differing, lambda trial: compiles("".join(trial)))}
    return "".join(good), [
        _decision(unit, _reverted(unit)) if at in refused else decisions[at] for at, unit in enumerate(units)
    ]


def _reverted(unit: Unit) -> list[Choice]:
    return [
        Choice(piece.old_text, Deed.LOST if piece.genuine else Deed.TAKEN, piece.new_text if piece.genuine else "")
        for piece in unit.pieces
    ]


def _decision(unit: Unit, choices: Sequence[Choice]) -> _Decision:
    hunks = (
        Hunk(piece.new_at + 1, choice.deed, piece.new_text, choice.text, choice.lost)
        for piece, choice in zip(unit.pieces, choices, strict=True)
        if piece.kind is not Kind.SAME
    )
    return _Decision("".join(choice.text for choice in choices), tuple(hunks))


def _mended(unit: Unit, text: str) -> _Decision:
    damaged = "".join(piece.new_text for piece in unit.pieces)
    start = unit.pieces[0].new_at
    return _Decision(text, tuple(replace(hunk, line=hunk.line + start) for hunk in changes(damaged, text)))


def _learnt(ancestor: str, model: LanguageModel | None) -> LanguageModel:
    return LanguageModel.learn([ancestor], base=model or load_language())


def _mend(deadline: float, learnt: Callable[[], LanguageModel], damaged: str) -> str | None:
    """The whole text with few faults mended; as it is where it compiles."""
    if compiles(damaged):
        return damaged
    left = deadline - time.monotonic()
    return mend_text(damaged, min(_UNIT_SECONDS, left), learnt(), dense=False) if left > 0 else None


def _mends(deadline: float, unit: Unit, at: int, _texts: Sequence[str]) -> Iterator[str]:
    """Mends of a refused piece by itself, at its own indentation."""
    piece: Piece = unit.pieces[at]
    body = textwrap.dedent(piece.new_text)
    first = next((line for line in piece.new if line.strip()), "")
    margin = first[: len(first) - len(first.lstrip())]
    for text in mends(body, min(_MEND_SECONDS, max(0.0, deadline - time.monotonic()))):
        yield textwrap.indent(text, margin)
