"""What damage does not touch."""

from __future__ import annotations

import pytest

from handlers.repair.words import alike, kept, key, split_lines, words


@pytest.mark.parametrize(
    ("healthy", "damaged"),
    [
        ('set_env("A", "b")', 'set_env(A", "b)'),
        ('{"k": True}', '{"k: True},"'),
        ('f"x_{y}"', 'fx_{y},"'),
        ("2025-09-14", "2025-9-14"),
        ('print("done \U0001f680")', 'print("done ")'),
    ],
)
def test_damage_does_not_change_the_key(healthy, damaged):
    assert key(healthy) == key(damaged)


def test_a_changed_word_does():
    assert key("f(a)") != key("f(b)")


def test_kept_counts_words_with_their_number():
    assert kept("a a b b", "a b b c") == 0.75
    assert kept("", "anything") == 1.0


def test_alike_is_one_for_equal_bags_and_nought_for_strangers():
    assert alike(words("a b"), words("b a")) == 1.0
    assert alike(words("a"), words("b")) == 0.0


def test_lines_are_cut_at_newlines_only():
    assert split_lines("a\x0cb\u2028c\nd") == ["a\x0cb\u2028c\n", "d"]
