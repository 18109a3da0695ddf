"""Later words in the ancestor's syntax."""

from __future__ import annotations

import pytest

from handlers.repair.history.merge import merge
from handlers.repair.history.pieces import Kind, Piece
from handlers.repair.history.units import Unit


def merged(old: str, new: str) -> str:
    unit = Unit((Piece(Kind.CHANGED, (old,), (new,), 0, 0),))
    return merge(unit, [old], 0)


def test_later_words_stand_in_the_ancestors_syntax():
    assert merged("x = f(1, 2)\n", "x = f(1, 77\n") == "x = f(1, 77)\n"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("from typing import Any, Final\n", "from typing importFinal\n", "from typing import Final\n"),
        ("write(line + end)\n", "write(later\n", "write(later)\n"),
    ],
)
def test_words_that_went_stay_gone_where_the_compiler_does_not_need_them(old, new, expected):
    assert merged(old, new) == expected


def test_no_two_words_are_glued_into_one():
    assert "onetwo" not in merged("import one\n", "importtwo\n")
