from __future__ import annotations

import pytest

from handlers.repair.synthesis.proposals.elements import Piece, propose, split
from tests.handlers.repair.synthesis.proposals.scenes import texts_of


@pytest.mark.parametrize(
    ("broken", "fixed"),
    [
        ("x = {a': 1, b': 2}\n", "x = {'a': 1, 'b': 2}\n"),
        ("x = {a': 1, b: 2, c': 3}\n", "x = {'a': 1, 'b': 2, 'c': 3}\n"),
        ("f(p['one], q['two'], r['three])\n", "f(p['one'], q['two'], r['three'])\n"),
        ("f(('host', '80))\n", "f(('host', 80))\n"),
        ("x = (1', ' 2', ' 3)\n", "x = (1,  2,  3)\n"),
        ('x = [a", "b"]\ny = [c", "d"]\n', 'x = ["a", "b"]\ny = ["c", "d"]\n'),
    ],
)
def test_the_mend_is_among_the_proposals(broken: str, fixed: str) -> None:
    assert fixed in texts_of(broken, propose)


def test_a_mark_that_closes_too_late_is_seen() -> None:
    assert list(split("['a], b': c]")) == [Piece(1, 3, "open"), Piece(6, 8, "shut"), Piece(10, 11, "bare")]


def test_strings_in_order_and_comments_are_left_alone() -> None:
    assert [piece.sort for piece in split("f('a, b', \"it's\")  # don't")] == ["bare", "whole", "whole"]
