from __future__ import annotations

import pytest

from handlers.repair.synthesis.proposals.brackets import propose
from tests.handlers.repair.synthesis.proposals.scenes import texts_of


@pytest.mark.parametrize(
    ("broken", "fixed"),
    [
        ("x = f(1\n", "x = f(1)\n"),
        ("x = [f(1]\n", "x = [f(1)]\n"),
        ("x = f(1))\n", "x = (f(1))\n"),
        ("x = (1]\n", "x = (1)\n"),
        ("x = (1]\n", "x = [1]\n"),
        ("x = {[1\n", "x = {[1]}\n"),
    ],
)
def test_the_mend_is_among_the_proposals(broken: str, fixed: str) -> None:
    assert fixed in texts_of(broken, propose)
