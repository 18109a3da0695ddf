from __future__ import annotations

import pytest

from handlers.repair.synthesis.costs import load_language
from handlers.repair.synthesis.features import describe, sign
from handlers.repair.synthesis.proposals import propose
from handlers.repair.synthesis.proposals.edit import Change, Proposal
from handlers.repair.synthesis.view import view
from tests.handlers.repair.synthesis.proposals.scenes import scene_of


@pytest.mark.parametrize("source", ["foo(a b)\n", "def f():\nx\n", "x = {'a: 1}\n", "(", "]"])
def test_every_proposal_has_features(source: str) -> None:
    seen = view(scene_of(source), load_language())
    for proposal in propose(seen.scene):
        names, numbers = describe(seen, proposal)
        assert proposal.kind in names
        assert all(abs(number) < 100 for number in numbers.values())


def test_the_same_mend_elsewhere_has_the_same_sign() -> None:
    seen = view(scene_of("f(a b)\ng(c d)\n"), load_language())
    assert sign(seen, Proposal("ins", (Change(3, 3, (",",)),))) == sign(seen, Proposal("ins", (Change(9, 9, (",",)),)))


def test_a_mend_that_makes_a_line_like_another_says_so() -> None:
    seen = view(scene_of("f(a, b)\ng(c d)\n"), load_language())
    names, _ = describe(seen, Proposal("ins", (Change(10, 10, (",",)),)))
    assert "twin1|0" in names


def test_a_word_that_stands_elsewhere_is_known() -> None:
    seen = view(scene_of("my_list = 1\nx = my list\n"), load_language())
    names, _ = describe(seen, Proposal("merge", (Change(6, 8, ("my_list",)),)))
    assert "merge|known1" in names


@pytest.mark.parametrize(
    ("source", "change", "name"),
    [
        ("f(http://x.y/z, 1)\n", Change(2, 10, ("'http://x.y/z'",)), "quote|address|whole3"),
        ("x = 1.2.3.4\n", Change(2, 5, ("'1.2.3.4'",)), "quote|number|whole3"),
        ("x = [a, no one, b]\n", Change(5, 7, ("'no one'",)), "quote|words|2"),
        ("f('a', a b)\n", Change(4, 5, ("'a'",)), "quote|held0|named1"),
    ],
)
def test_what_sort_of_text_becomes_a_string_is_named(source: str, change: Change, name: str) -> None:
    names, _ = describe(view(scene_of(source), load_language()), Proposal("quote", (change,)))
    assert name in names


def test_a_name_left_out_tells_whether_it_stands_elsewhere() -> None:
    seen = view(scene_of("total = 1\nx = total other\n"), load_language())
    assert "del|still1" in describe(seen, Proposal("del", (Change(6, 7),)))[0]
    assert "del|still0" in describe(seen, Proposal("del", (Change(7, 8),)))[0]
