from __future__ import annotations

import pytest

from handlers.repair.synthesis.proposals.spelling import propose
from tests.handlers.repair.synthesis.proposals.scenes import texts_of


@pytest.mark.parametrize(
    ("broken", "fixed"),
    [
        ("rom os import path\n", "from os import path\n"),
        ("f x:\n    y\n", "if x:\n    y\n"),
        ("import b from a\n", "from a import b\n"),
        ("from a import\n", "from a import *\n"),
        ("import a as\n", "import a as a\n"),
        ("for in x:\n    y\n", "for i in x:\n    y\n"),
        ("y = [for a in x]\n", "y = [a for a in x]\n"),
        ("def f:\n    x\n", "def f(self):\n    x\n"),
        ("def f:\n    x\ndef g:\n    y\n", "def f():\n    x\ndef g():\n    y\n"),
        ("def f:\n    x\ndef g:\n    y\n", "def f(self):\n    x\ndef g(self):\n    y\n"),
        ("c = .sort()\n", "c = c.sort()\n"),
        ("x = [1]\n+= x 1\n", "x = [1]\nx += 1\n"),
    ],
)
def test_the_mend_is_among_the_proposals(broken: str, fixed: str) -> None:
    assert fixed in texts_of(broken, propose)
