from __future__ import annotations

import pytest

from handlers.repair.synthesis.proposals.everywhere import propose
from tests.handlers.repair.synthesis.proposals.scenes import texts_of


@pytest.mark.parametrize(
    ("broken", "fixed"),
    [
        ("x = [a b c d]\n", "x = [a, b, c, d]\n"),
        ("x = [(1, 2)\n     (3, 4)\n     y z]\n", "x = [(1, 2),\n     (3, 4),\n     y, z]\n"),
        ("x = [a, no one, the other]\n", "x = [a, 'no one', 'the other']\n"),
        ("x = [a, no one, the other]\n", "x = ['a', 'no one', 'the other']\n"),
        ("a = 1.2.3.4\nb = 5.6.7.8\n", "a = '1.2.3.4'\nb = '5.6.7.8'\n"),
        ("a 1\nb 2\n", "a = 1\nb = 2\n"),
    ],
)
def test_the_mend_is_among_the_proposals(broken: str, fixed: str) -> None:
    assert fixed in texts_of(broken, propose)
