from __future__ import annotations

import pytest

from handlers.repair.synthesis.proposals.balance import propose
from tests.handlers.repair.synthesis.proposals.scenes import texts_of


@pytest.mark.parametrize(
    ("broken", "fixed"),
    [
        ("x = [(1, {2]\n", "x = [(1, {2})]\n"),
        ("f(a))\ng(b]\n", "f(a)\ng(b)\n"),
        ("x = f(g(1\nreturn x\ny = h(\n", "x = f(g(1))\nreturn x\ny = h()\n"),
    ],
)
def test_all_brackets_are_balanced_at_once(broken: str, fixed: str) -> None:
    assert fixed in texts_of(broken, propose)
