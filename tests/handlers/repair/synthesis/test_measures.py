from __future__ import annotations

import pytest

from handlers.repair.synthesis.costs import load_language
from handlers.repair.synthesis.measures import measures, within
from handlers.repair.synthesis.proposals.edit import Change, Proposal
from handlers.repair.synthesis.view import view
from tests.handlers.repair.synthesis.proposals.scenes import scene_of


def test_a_mend_that_balances_brackets_says_so() -> None:
    seen = view(scene_of("x = f(1\n"), load_language())
    found = measures(seen, Proposal("close", (Change(5, 5, (")",)),)))
    assert found["balanced"] == 1.0
    assert found["come"] == 0.25


@pytest.mark.parametrize(("number", "kept"), [(5.0, 3.0), (-5.0, -3.0), (1.0, 1.0)])
def test_a_measure_stays_within_its_bound(number: float, kept: float) -> None:
    assert within(number, 3.0) == kept
