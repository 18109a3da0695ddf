from __future__ import annotations

from handlers.repair.synthesis.outcome import outcome
from handlers.repair.synthesis.proposals.edit import Change, Proposal
from tests.handlers.repair.synthesis.proposals.scenes import scene_of


def test_an_outcome_tells_how_far_the_compiler_came() -> None:
    scene = scene_of("f(a b)\n")
    proposal = Proposal("ins", (Change(3, 3, (",",)),))
    names, numbers = outcome(scene, proposal, "f(a, b)\n", None)
    assert "ok" in names
    assert numbers["unbound"] == 0.75
    assert any(name.startswith("fail") for name in outcome(scene, proposal, "f(a, , b)\n", scene.fault)[0])
