from __future__ import annotations

import pytest

from handlers.repair.synthesis.whole.stray import bare, begins_oddly, may_be_led, without


@pytest.mark.parametrize(
    ("line", "expected"),
    [("  PRE", 1), ("MERGED_BLOCK xxx", 2), ("POST cleanup STATE", 3), ("x = PRE", 0), ("a plain line", 0), ("", 0)],
)
def test_bare_words_are_told_by_capitals(line: str, expected: int) -> None:
    assert len(bare(line)) == expected


def test_a_line_is_what_is_left_without_its_first_words() -> None:
    assert [text for _, text in without("    PRE CHECK x = 1")] == ["    CHECK x = 1", "    x = 1"]
    assert next(without("PRE x"))[0] < next(without("xxx x"))[0]
    assert not list(without("x"))


@pytest.mark.parametrize(("text", "expected"), [("PRE [1, 2]", True), ("PRE @wraps", True), ("PRE[0]", False)])
def test_a_word_apart_from_its_bracket_is_odd(text: str, expected: bool) -> None:
    assert begins_oddly(text) is expected
    assert may_be_led("PRE x = 1")
    assert not may_be_led("PRE = 1")
