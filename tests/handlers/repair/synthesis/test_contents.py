from __future__ import annotations

from handlers.repair.synthesis.contents import contents
from handlers.repair.synthesis.language import LanguageModel
from handlers.repair.synthesis.proposals.edit import Change, Proposal
from handlers.repair.synthesis.view import view
from tests.handlers.repair.synthesis.proposals.scenes import scene_of

MODEL = LanguageModel({}, frozenset({"len"}))


def names_of(source: str, *changes: Change) -> list[str]:
    return list(contents(view(scene_of(source), MODEL), Proposal("close", changes)))


def test_what_a_closed_call_holds_and_whose_it_is_are_named() -> None:
    names = names_of("x = [len(a, b]\n", Change(8, 8, (")",)))
    assert "holds|(|len|1" in names
    assert "holds|(|len|0" in names_of("x = [len(a, b]\n", Change(6, 6, (")",)))


def test_a_pair_of_another_kind_tells_how_many_of_its_elements_have_keys() -> None:
    changes = Change(2, 3, ("{",)), Change(10, 11, ("}",))
    assert "holds|{|colons>" in names_of("x = [a: 1, b: 2]\n", *changes)
    assert "holds|{|colons<" in names_of("x = [a: 1, b, c]\n", Change(2, 3, ("{",)), Change(9, 10, ("}",)))


def test_mends_that_make_no_pair_have_none() -> None:
    assert names_of("x = (a b)\n", Change(4, 4, (",",))) == []
