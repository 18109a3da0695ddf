from __future__ import annotations

import pytest

from handlers.repair.synthesis.proposals.deletes import propose
from tests.handlers.repair.synthesis.proposals.scenes import texts_of


@pytest.mark.parametrize(
    ("broken", "fixed"),
    [
        ("x = 1.\ny]\n", "x = 1.\ny\n"),
        ("some prose here\nx = 1\n", "x = 1\n"),
        ("x = 1 plus words\n", "x = 1\n"),
        (">>> x = 1\n>>> y = 2\n", "x = 1\ny = 2\n"),
        ("x = 1</code>\n", "x = 1\n"),
        ("1 x = 1\n2 y = 2\n", "x = 1\ny = 2\n"),
        ("x = f(1\nx = f(1)\n", "x = f(1)\n"),
    ],
)
def test_the_mend_is_among_the_proposals(broken: str, fixed: str) -> None:
    assert fixed in texts_of(broken, propose)
