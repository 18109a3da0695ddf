"""Second thoughts on densely damaged files: where much was refused, what differs in layout only is damage as well."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.repair.history.pieces import Kind
from handlers.repair.history.search import Change, keep_most
from handlers.repair.history.solve import Choice, plain
from handlers.repair.history.style import is_same, only_shifted
from handlers.repair.history.units import Unit

_MANY = 4  # refused pieces of a file, from which on it counts as densely damaged
_SHARE = 0.3  # refused pieces of those without words of their own
_SUSPECT = (Kind.LAYOUT, Kind.DUPLICATE, Kind.COMMENTED)


def is_dense(units: Sequence[Unit], solved: Sequence[Sequence[Choice]]) -> bool:
    """Whether so many layout differences were refused that the accepted ones are likely damage too."""
    differing = refused = 0
    for unit, choices in zip(units, solved, strict=True):
        for piece, choice in zip(unit.pieces, choices, strict=True):
            if piece.kind in _SUSPECT and (piece.new_text + piece.old_text).strip():
                differing += 1
                refused += choice.text != piece.new_text
    return refused >= _MANY and refused >= _SHARE * differing


def reconsider(unit: Unit, choices: Sequence[Choice]) -> list[Choice]:
    """The unit with the ancestor's lines wherever words are the same and they compile; no word is lost by it.

    What says the same as the ancestor in another layout stays: a formatter ran since.
    """
    texts = [choice.text for choice in choices]
    suspect = [
        (at, piece.old_text)
        for at, piece in enumerate(unit.pieces)
        if piece.kind in _SUSPECT and texts[at] == piece.new_text != piece.old_text
    ]
    changes = [change for run in _runs(suspect) if not _is_style(unit, texts, run) for change in run]
    keep_most(texts, changes, unit.judge)
    return [
        choice if text == choice.text else plain(piece, text)
        for piece, choice, text in zip(unit.pieces, choices, texts, strict=True)
    ]


def _runs(changes: Sequence[Change]) -> list[list[Change]]:
    """The changes in runs of neighbours: a formatter that wraps a line changes those around it too."""
    runs: list[list[Change]] = []
    for change in changes:
        if runs and runs[-1][-1][0] == change[0] - 1:
            runs[-1].append(change)
        else:
            runs.append([change])
    return runs


def _is_style(unit: Unit, texts: Sequence[str], run: Sequence[Change]) -> bool:
    """Whether a run says what the ancestor's lines say, and is not merely indented otherwise."""
    older = list(texts)
    for at, old in run:
        older[at] = old
    if only_shifted("".join(old for _, old in run), "".join(texts[at] for at, _ in run)):
        return False
    return unit.judge(older) and is_same(unit.whole(texts), unit.whole(older))
