"""Restore a damaged text from its ancestors: align, decide unit by unit, judge the whole."""

from __future__ import annotations

import textwrap
import time
from collections.abc import Iterator, Sequence
from functools import partial

from handlers.repair.history.align import align
from handlers.repair.history.choose import choose, known_lines
from handlers.repair.history.dense import is_dense, reconsider
from handlers.repair.history.pieces import Kind, Piece
from handlers.repair.history.search import keep_most
from handlers.repair.history.solve import Choice, Means, solve
from handlers.repair.history.units import Unit, cut
from handlers.repair.judge import compiles
from handlers.repair.mend import mends
from handlers.repair.result import Deed, Hunk
from handlers.repair.words import split_lines

_MEND_SECONDS = 0.5  # for one refused piece


def restore(damaged: str, ancestors: Sequence[str], deadline: float) -> tuple[str, tuple[Hunk, ...]] | None:
    """The restored text and what was done, hunk by hunk; None where no ancestor is like the damaged text.

    `deadline` is on the monotonic clock.
    """
    ancestor = choose(damaged, ancestors)
    if ancestor is None:
        return None
    pieces = align(split_lines(_ended(ancestor)), split_lines(_ended(damaged)))
    units = cut(ancestor, pieces)
    means = Means(known_lines(ancestors), partial(_mends, deadline), deadline)
    solved = [solve(unit, means) for unit in units]
    if any(choices is None for choices in solved):
        units, solved = _as_one(units, means)
    decided = [choices or [] for choices in solved]
    if is_dense(units, decided):
        decided = [reconsider(unit, choices) for unit, choices in zip(units, decided, strict=True)]
    texts, choices = _whole(units, decided)
    source = "".join(texts)
    if not damaged.endswith("\n") and compiles(source.removesuffix("\n")):
        source = source.removesuffix("\n")
    return source, tuple(_hunks(units, choices))


def _ended(text: str) -> str:
    return text if text.endswith("\n") or not text else text + "\n"


def _as_one(units: list[Unit], means: Means) -> tuple[list[Unit], list[list[Choice] | None]]:
    """The file as a single unit, for an ancestor whose parts do not stand alone."""
    whole = Unit(tuple(piece for unit in units for piece in unit.pieces))
    return [whole], [solve(whole, means)]


def _whole(units: list[Unit], solved: list[list[Choice]]) -> tuple[list[str], list[list[Choice]]]:
    """Join the units; those that compile alone but not together go back to the ancestor, as few as possible."""
    texts = ["".join(choice.text for choice in choices) for choices in solved]
    if compiles("".join(texts)):
        return texts, solved
    good = ["".join(piece.old_text for piece in unit.pieces) for unit in units]
    changes = [(at, text) for at, text in enumerate(texts) if text != good[at]]
    refused = {at for at, _ in keep_most(good, changes, lambda trial: compiles("".join(trial)))}
    return good, [_reverted(unit) if at in refused else solved[at] for at, unit in enumerate(units)]


def _reverted(unit: Unit) -> list[Choice]:
    return [
        Choice(piece.old_text, Deed.LOST if piece.genuine else Deed.TAKEN, piece.new_text if piece.genuine else "")
        for piece in unit.pieces
    ]


def _hunks(units: Sequence[Unit], solved: Sequence[Sequence[Choice]]) -> Iterator[Hunk]:
    for unit, choices in zip(units, solved, strict=True):
        for piece, choice in zip(unit.pieces, choices, strict=True):
            if piece.kind is not Kind.SAME:
                yield Hunk(piece.new_at + 1, choice.deed, piece.new_text, choice.text, choice.lost)


def _mends(deadline: float, unit: Unit, at: int, _texts: Sequence[str]) -> Iterator[str]:
    """Mends of a refused piece by itself, at its own indentation."""
    piece: Piece = unit.pieces[at]
    body = textwrap.dedent(piece.new_text)
    first = next((line for line in piece.new if line.strip()), "")
    margin = first[: len(first) - len(first.lstrip())]
    for text in mends(body, min(_MEND_SECONDS, max(0.0, deadline - time.monotonic()))):
        yield textwrap.indent(text, margin)
