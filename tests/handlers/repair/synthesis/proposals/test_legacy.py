from __future__ import annotations

import pytest

from handlers.repair.synthesis.proposals.legacy import propose
from tests.handlers.repair.synthesis.proposals.scenes import texts_of


@pytest.mark.parametrize(
    ("broken", "fixed"),
    [
        ("print x\nprint y\n", "print(x)\nprint(y)\n"),
        ("x = 010\n", "x = 10\n"),
        ("x = 010\n", "x = 0o10\n"),
        ("if a &lt b:\n    c\n", "if a < b:\n    c\n"),
        ("if a &lt; b:\n    c\n", "if a < b:\n    c\n"),
        ("x = 1 // set x here now\n", "x = 1\n"),
        ("try:\n    x\nexcept A, e:\n    y\n", "try:\n    x\nexcept A as e:\n    y\n"),
        ("x = “word”\n", 'x = "word"\n'),
    ],
)
def test_the_mend_is_among_the_proposals(broken: str, fixed: str) -> None:
    assert fixed in texts_of(broken, propose)
