from __future__ import annotations

import pytest

from handlers.repair.synthesis.proposals.groups import propose
from tests.handlers.repair.synthesis.proposals.scenes import texts_of


@pytest.mark.parametrize(
    ("broken", "fixed"),
    [
        ("x = {'k': 'a', 'b', 'm': 'c', 'd'}\n", "x = {'k': ['a', 'b'], 'm': ['c', 'd']}\n"),
        ("x = {'k': 'a', 'b', 'm': 'c'}\n", "x = {'k': ('a', 'b'), 'm': 'c'}\n"),
        ("x = f([a, b for a, b in c])\n", "x = f([(a, b) for a, b in c])\n"),
        ("f('r', 'e': e, 'g': g)\n", "f('r', {'e': e, 'g': g})\n"),
        ("f('r': r)\n", "f({'r': r})\n"),
        ("X = [0, 1],\n    [1, 2]\n    [3, 4]\n", "X = [[0, 1],\n    [1, 2],\n    [3, 4]]\n"),
    ],
)
def test_the_mend_is_among_the_proposals(broken: str, fixed: str) -> None:
    assert fixed in texts_of(broken, propose)
