from __future__ import annotations

import pytest

from handlers.repair.synthesis.proposals.layout import propose
from tests.handlers.repair.synthesis.proposals.scenes import texts_of


@pytest.mark.parametrize(
    ("broken", "fixed"),
    [
        ("def f():\nx\ny\n", "def f():\n    x\n    y\n"),
        ("x\n  y\n  z\n", "x\ny\nz\n"),
        ("def f():\nx\n", "def f():\n    pass\nx\n"),
        ("if a:\n    b\n  c\n", "if a:\n    b\n    c\n"),
        ("  x\ny\n", "x\ny\n"),
        ("x = y +\nz\n", "x = y +z\n"),
    ],
)
def test_the_mend_is_among_the_proposals(broken: str, fixed: str) -> None:
    assert fixed in texts_of(broken, propose)
