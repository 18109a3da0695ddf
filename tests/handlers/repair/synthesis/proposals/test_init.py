from __future__ import annotations

from handlers.repair.synthesis.proposals import propose
from tests.handlers.repair.synthesis.proposals.scenes import scene_of


def test_no_proposal_comes_twice_and_the_order_is_fixed() -> None:
    scene = scene_of("x = {'a': [1, 2}\nprint y\n")
    found = list(propose(scene))
    assert len({(p.changes, p.shifts, p.cuts) for p in found}) == len(found)
    assert found == list(propose(scene))
