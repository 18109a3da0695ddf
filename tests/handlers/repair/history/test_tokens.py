"""Two versions of a line, token by token."""

from __future__ import annotations

from handlers.repair.history.tokens import changed, spaced


def test_tokens_take_the_blanks_behind_them_along():
    assert spaced("import List,  Tuple") == ["import ", "List", ",  ", "Tuple"]
    assert spaced("  (x)\n    y") == ["  ", "(", "x", ")", "\n    ", "y"]


def test_what_changed_is_counted_in_characters_with_indentation_and_lines_put_aside():
    assert changed("a = f(1\n", "a = f(1)\n") == 1
    assert changed("a = 1\n    b = 2\n", "a = 1\nb = 2\n") == 1
    assert changed("a = 1\n", "# a = 1\n") == 11
