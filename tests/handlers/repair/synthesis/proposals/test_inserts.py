from __future__ import annotations

import pytest

from handlers.repair.synthesis.proposals.inserts import propose
from tests.handlers.repair.synthesis.proposals.scenes import texts_of


@pytest.mark.parametrize(
    ("broken", "fixed"),
    [
        ("if x\n    y\n", "if x:\n    y\n"),
        ("f(a b)\n", "f(a, b)\n"),
        ("Tk import *\n", "from Tk import *\n"),
        ("f(x):\n    y\n", "def f(x):\n    y\n"),
        ("x 1\n", "x = 1\n"),
        ("a = 1 b = 2\n", "a = 1\nb = 2\n"),
    ],
)
def test_the_mend_is_among_the_proposals(broken: str, fixed: str) -> None:
    assert fixed in texts_of(broken, propose)
