"""Second thoughts: where history undoes what a person meant, mending the syntax alone changes far less."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from handlers.repair.history.pieces import Kind
from handlers.repair.history.solve import Choice
from handlers.repair.history.tokens import changed
from handlers.repair.history.units import Unit
from handlers.repair.result import Deed
from handlers.repair.words import words

_FAR = 3  # times as much as mending changes: a restoration that undoes what a person meant
_LITTLE = 8  # characters; a restoration that changes no more of them undoes nothing


def mend_instead(
    unit: Unit, choices: Sequence[Choice], around: tuple[str, str], mend: Callable[[str], str | None]
) -> str | None:
    """The unit with its syntax mended, where that changes far less than these choices; None where they are to stand.

    `around` is what stands before and after the unit. Choices are doubted only where they undo words that came or went,
    or guess: what brackets and quotes were is told by no one better than by the ancestor, and code put aside behind a
    marker is brought back by nobody else.
    """
    if not _is_doubtful(unit, choices):
        return None
    damaged = "".join(piece.new_text for piece in unit.pieces)
    before, after = around
    mended = mend(before + damaged + after)
    if mended is None or not (mended.startswith(before) and mended.endswith(after)):
        return None
    mended = mended[len(before) : len(mended) - len(after)]
    if "pass" in words(mended) - words(damaged):  # a body nobody wrote; the ancestor has the one that went
        return None
    guessed = any(choice.deed is Deed.SYNTHESISED for choice in choices)
    far = changed(damaged, "".join(choice.text for choice in choices))
    near = changed(damaged, mended)
    return mended if (near if guessed else near * _FAR + _LITTLE) < far else None


def _is_doubtful(unit: Unit, choices: Sequence[Choice]) -> bool:
    undone = [
        piece.kind
        for piece, choice in zip(unit.pieces, choices, strict=True)
        if choice.text != piece.new_text and choice.deed is not Deed.CLEARED
    ]
    return Kind.COMMENTED not in undone and any(kind in (Kind.CHANGED, Kind.INSERTED, Kind.DELETED) for kind in undone)
