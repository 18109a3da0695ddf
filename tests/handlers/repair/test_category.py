"""The compiler's words, sorted."""

from __future__ import annotations

import pytest

from handlers.repair.category import category
from handlers.repair.judge import refusal


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('x = "a\n', "unterminated string"),
        ("x = (\n", "brackets"),
        ("  x = 1\n y = 2\n", "indentation"),
        ("x = 500K\n", "numbers"),
        ("return 1\n", "misplaced statement"),
        ("def f(a, a): pass\n", "arguments"),
        ("x = \u20ac\n", "characters"),
        ("prose stands here\n", "other syntax"),
    ],
)
def test_a_refusal_has_a_category(text, name):
    found = refusal(text)
    assert found is not None
    assert category(found.message) == name
