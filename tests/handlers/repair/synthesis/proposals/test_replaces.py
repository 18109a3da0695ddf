from __future__ import annotations

import pytest

from handlers.repair.synthesis.proposals.replaces import propose
from tests.handlers.repair.synthesis.proposals.scenes import texts_of


@pytest.mark.parametrize(
    ("broken", "fixed"),
    [
        ("If x:\n    y\n", "if x:\n    y\n"),
        ("if x = 1:\n    y\n", "if x == 1:\n    y\n"),
        ("from a imort b\n", "from a import b\n"),
        ("if a && b:\n    c\n", "if a and b:\n    c\n"),
        ("class = 1\n", "class_ = 1\n"),
        ("if a && b && c:\n    d\n", "if a and b and c:\n    d\n"),
        ("my list = 1\nx = my list\n", "my_list = 1\nx = my_list\n"),
        ("x = {'a', 1: 2}\n", "x = {'a': 1: 2}\n"),
    ],
)
def test_the_mend_is_among_the_proposals(broken: str, fixed: str) -> None:
    assert fixed in texts_of(broken, propose)
