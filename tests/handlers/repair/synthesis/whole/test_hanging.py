from __future__ import annotations

import pytest

from handlers.repair.synthesis.whole.hanging import hung


@pytest.mark.parametrize(
    ("damaged", "healthy"),
    [
        ("f(\n    a,\n      b,\n    c,\n   )", "f(\n    a,\n    b,\n    c,\n)"),
        ("x = [\n   1\n]", "x = [\n    1\n]"),
        ("f(a,\n  b)", "f(a,\n  b)"),
        ("f(\n        a,\n        b,\n)", "f(\n        a,\n        b,\n)"),
    ],
)
def test_a_slipped_line_goes_back_to_its_neighbours(damaged: str, healthy: str) -> None:
    assert hung(damaged.split("\n"), 4) == healthy.split("\n")
