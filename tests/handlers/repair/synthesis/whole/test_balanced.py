from __future__ import annotations

from collections import Counter

import pytest

from handlers.repair.synthesis.whole.balanced import balanced


@pytest.mark.parametrize(
    ("damaged", "healthy"),
    [
        ("x = f(1, [2]", "x = f(1, [2])"),
        ("if f(1:  # why", "if f(1):  # why"),
        ("x = f(1]", "x = f(1)"),
        ("x = f(1))", "x = f(1)"),
        ("x = f(\n    1,\n)\n)", "x = f(\n    1,\n)"),
        ("assert_oneself.a)", "assert_one(self.a)"),
        ("x = f((1)", "x = f(1)"),
        ("if a.b(1)  # why", "if a.b(1):  # why"),
        ("rows =\n    (1, 2),\n]", "rows =[\n    (1, 2),\n]"),
    ],
)
def test_brackets_are_set_right_in_one_of_the_ways(damaged: str, healthy: str) -> None:
    found = {
        "\n".join(lines): price for price, lines in balanced(tuple(damaged.split("\n")), Counter(self=3, assert_one=3))
    }
    assert found[healthy] > 0.0
