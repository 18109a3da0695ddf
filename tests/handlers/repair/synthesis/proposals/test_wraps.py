from __future__ import annotations

import pytest

from handlers.repair.synthesis.proposals.wraps import propose
from tests.handlers.repair.synthesis.proposals.scenes import texts_of


@pytest.mark.parametrize(
    ("broken", "fixed"),
    [
        ("f 1\n", "f (1)\n"),
        ("x = [a b]\n", "x = ['a b']\n"),
        ('"a": 1, "b": 2\nc = \n', '{"a": 1, "b": 2}\nc = \n'),
        ("f(+)\n", "f('+')\n"),
    ],
)
def test_the_mend_is_among_the_proposals(broken: str, fixed: str) -> None:
    assert fixed in texts_of(broken, propose)
