from __future__ import annotations

import pytest

from handlers.repair.synthesis.proposals.edit import Change, Proposal, Shift, Splice, apply, hides_definition
from tests.handlers.repair.synthesis.proposals.scenes import scene_of

SOURCE = "x = f(a b)\n  y\n"


@pytest.mark.parametrize(
    ("proposal", "text"),
    [
        (Proposal("ins", (Change(5, 5, (",",)),)), "x = f(a, b)\n  y\n"),
        (Proposal("del", (Change(5, 6),)), "x = f(a )\n  y\n"),
        (Proposal("rep", (Change(4, 6, ("c",)),)), "x = f(c)\n  y\n"),
        (Proposal("delline-this", (Change(0, 8),)), "  y\n"),
        (Proposal("shift", (), (Shift(2, ""),)), "x = f(a b)\ny\n"),
        (Proposal("quote-in", (), (), (Splice(6, 6, "'"), Splice(9, 9, "'"))), "x = f('a b')\n  y\n"),
    ],
)
def test_a_proposal_makes_its_text(proposal: Proposal, text: str) -> None:
    assert apply(scene_of(SOURCE), proposal) == text


def test_lines_are_put_aside_as_comments_where_words_are_to_be_kept() -> None:
    assert apply(scene_of(SOURCE), Proposal("delline-this", (Change(0, 8),)), keep=True) == "# x = f(a b)\n  y\n"


@pytest.mark.parametrize(
    ("source", "hidden"),
    [
        ("def f(a):\n    it was\n", True),
        ("async def f(a) -> int:  # why\n    it was\n", True),
        ("class A(B):\n    it was\n", True),
        ("def of them\n    it was\n", False),
        ("if a:\n    it was\n", False),
    ],
)
def test_a_definition_among_lines_left_out_is_seen(source: str, hidden: bool) -> None:
    scene = scene_of(source)
    assert hides_definition(scene, Proposal("dellines-before", (Change(0, len(scene.tokens)),))) is hidden
