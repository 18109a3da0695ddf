from __future__ import annotations

import pytest

from handlers.repair.synthesis.costs import load_language
from handlers.repair.synthesis.features import describe, outcome, sign, view
from handlers.repair.synthesis.proposals import propose
from handlers.repair.synthesis.proposals.edit import Change, Proposal
from tests.handlers.repair.synthesis.proposals.scenes import scene_of


@pytest.mark.parametrize("source", ["foo(a b)\n", "def f():\nx\n", "x = {'a: 1}\n", "(", "]"])
def test_every_proposal_has_features(source: str) -> None:
    seen = view(scene_of(source), load_language())
    for proposal in propose(seen.scene):
        names, numbers = describe(seen, proposal)
        assert proposal.kind in names
        assert all(abs(number) < 100 for number in numbers.values())


def test_a_mend_that_balances_brackets_says_so() -> None:
    seen = view(scene_of("x = f(1\n"), load_language())
    _, numbers = describe(seen, Proposal("close", (Change(5, 5, (")",)),)))
    assert numbers["balanced"] == 1.0


def test_the_same_mend_elsewhere_has_the_same_sign() -> None:
    seen = view(scene_of("f(a b)\ng(c d)\n"), load_language())
    assert sign(seen, Proposal("ins", (Change(3, 3, (",",)),))) == sign(seen, Proposal("ins", (Change(9, 9, (",",)),)))


def test_an_outcome_tells_how_far_the_compiler_came() -> None:
    scene = scene_of("f(a b)\n")
    proposal = Proposal("ins", (Change(3, 3, (",",)),))
    assert "ok" in outcome(scene, proposal, "f(a, b)\n", None)
    assert any(name.startswith("fail") for name in outcome(scene, proposal, "f(a, , b)\n", scene.fault))
