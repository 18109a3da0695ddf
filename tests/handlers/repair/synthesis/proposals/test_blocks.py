from __future__ import annotations

import pytest

from handlers.repair.synthesis.proposals.blocks import propose
from tests.handlers.repair.synthesis.proposals.scenes import texts_of


@pytest.mark.parametrize(
    "fixed",
    [
        "def f():\n    while x:\n        y\n    z\n",
        "def f():\n    try:\n        while x:\n            y\n    except:\n        pass\n    z\n",
        "def f():\n    try:\n        while x:\n            y\n    finally:\n        pass\n    z\n",
    ],
)
def test_a_try_that_nothing_follows_goes_or_gets_its_clause(fixed: str) -> None:
    assert fixed in texts_of("def f():\n    try:\n        while x:\n            y\n    z\n", propose)


def test_other_faults_are_not_its_business() -> None:
    assert texts_of("try:\n    x = (\n", propose) == set()
