from __future__ import annotations

import pytest

from handlers.repair.synthesis.whole.hidden import hidden


@pytest.mark.parametrize(
    ("before", "after", "count"),
    [
        ("x = f(a, b", "x = f(a, b)", 0),
        ("x = f(a, b", "x = 'f(a, b'", 3),
        ("x = f(a, b", "x = f # (a, b", 2),
        ("x = f(a, b", "x = f(a)", 0),
        ('x = f"{a.b(} c"', 'x = f"{a.b()} c"', 0),
        ('x = f"{a.b(} c"', "x = 'f\"{a.b(} c\"'", 2),
        ("Says what it does, and why.", '"""Says what it does, and why."""', 0),
        ("y = 1\nx = f(a, b", "y = 1\n# x = f(a, b", 4),
    ],
)
def test_code_counts_as_hidden_when_its_words_are_there_but_say_nothing(before: str, after: str, count: int) -> None:
    assert hidden(before, after) == count
