from __future__ import annotations

import pytest

from handlers.repair.synthesis.proposals.pasted import propose
from tests.handlers.repair.synthesis.proposals.scenes import texts_of


@pytest.mark.parametrize(
    ("broken", "fixed"),
    [
        ("In [1]: import os\nIn [2]: os.name\nOut[2]: 'posix'\n", "import os\nos.name\n"),
        ("1. x = 2\n2. y = 3\n", "x = 2\ny = 3\n"),
        ("**import** os\n", "import os\n"),
        (">>> x.y(\n... 1)\n'a b\n>>> 2\n", "x.y(\n1)\n2\n"),
        ("enter code heredef f():\n    pass\n", "def f():\n    pass\n"),
        ("enter code here\nx = 1\n", "x = 1\n"),
    ],
)
def test_the_mend_is_among_the_proposals(broken: str, fixed: str) -> None:
    assert fixed in texts_of(broken, propose)
