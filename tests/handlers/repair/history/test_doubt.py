"""A restoration is doubted where mending the syntax undoes far less."""

from __future__ import annotations

import pytest

from handlers.repair.history.doubt import mend_instead
from handlers.repair.history.pieces import Kind, Piece
from handlers.repair.history.solve import Choice
from handlers.repair.history.units import Unit
from handlers.repair.result import Deed

OLD, NEW = "total = sum(item for item in everything)\n", "total = max(1, 2\n"
MENDED = "total = max(1, 2)\n"


def settled(kind: Kind, deed: Deed = Deed.LOST, mended: str | None = MENDED, old: str = OLD) -> str | None:
    unit = Unit((Piece(kind, (old,), (NEW,), 0, 0),))
    return mend_instead(
        unit, [Choice(old, deed)], ("a = 1\n", "b = 2\n"), lambda text: mended and text.replace(NEW, mended)
    )


def test_a_mend_that_changes_far_less_stands_in_place_of_later_words_undone():
    assert settled(Kind.CHANGED) == MENDED


def test_brackets_and_quotes_are_the_ancestors_to_tell():
    assert settled(Kind.LAYOUT, Deed.TAKEN) is None


@pytest.mark.parametrize("mended", [None, "# total = max(1, 2\n", "pass\n"])
def test_no_mend_a_line_put_aside_or_an_empty_body_is_no_better(mended):
    assert settled(Kind.CHANGED, mended=mended) is None


def test_a_mend_that_reaches_beyond_the_unit_is_not_taken():
    unit = Unit((Piece(Kind.CHANGED, (OLD,), (NEW,), 0, 0),))
    assert mend_instead(unit, [Choice(OLD, Deed.LOST)], ("a = 1\n", ""), lambda _: "a = 2\n" + MENDED) is None


def test_of_two_guesses_the_nearer_stands():
    guess = "total = max(1), 2\n"
    assert settled(Kind.CHANGED, Deed.SYNTHESISED, old=guess + "\n") == MENDED
    assert settled(Kind.CHANGED, Deed.LOST, old=guess + "\n") is None
