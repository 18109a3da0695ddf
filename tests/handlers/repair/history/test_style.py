"""What a formatter does to a text is told from what damage does."""

from __future__ import annotations

import pytest

from handlers.repair.history.style import is_same, only_shifted


@pytest.mark.parametrize(
    ("second", "same"),
    [
        ("total = compute(\n    1,\n    2,\n)  # by hand\n", True),
        ("total = compute(1,2)  #  by hand\n", True),
        ("total = compute(1, 2)  # by  hands\n", False),
        ("total = compute(1, 2)\n", False),
        ("total = compute(12)  # by hand\n", False),
    ],
)
def test_a_layout_says_the_same_where_program_and_comments_do(second, same):
    assert is_same("total = compute(1, 2)  # by hand\n", second) is same


def test_texts_nested_too_deep_to_compare_count_as_different():
    deep = "x = " + "+".join(["1"] * 5_000) + "\n"
    assert not is_same(deep, deep.replace("+1\n", " + 1\n"))


def test_lines_that_only_moved_sideways_are_told_from_lines_that_were_wrapped():
    assert only_shifted("if x:\n    y = 1\n", "if x:\n      y = 1\n      \n")
    assert not only_shifted("f(1, 2)\n", "f(\n    1, 2)\n")
