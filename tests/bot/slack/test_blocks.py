import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack import blocks


@given(st.text())
def test_escaped_text_holds_no_markup(text):
    escaped = blocks.escape(text)
    assert "<" not in escaped
    assert ">" not in escaped


@given(st.text())
def test_code_cannot_be_ended_from_inside(text):
    assert blocks.code(text)[1:-1].count("`") == 0
    assert "```" not in blocks.code_block(text)[3:-3]


@given(st.lists(st.text(max_size=4000), max_size=60))
def test_sections_stay_within_the_limit_of_a_section(lines):
    assert all(len(block["text"]["text"]) <= 3000 for block in blocks.sections(lines))


@given(st.lists(st.integers(1, 3000), max_size=120))
def test_split_keeps_every_block_in_order_and_every_message_within_limits(lengths):
    given_blocks = [blocks.section("x" * length) for length in lengths]
    pages = blocks.split(given_blocks)
    assert [block for page in pages for block in page] == given_blocks
    assert all(blocks.fits(page) for page in pages)


def test_a_button_carries_its_value():
    element = blocks.button("Run again", "run_again", {"environment": "staging"})
    assert json.loads(element["value"]) == {"environment": "staging"}


def test_a_value_too_large_for_a_button_is_an_error_here_and_not_at_slack():
    with pytest.raises(ValueError, match="2000"):
        blocks.button("x", "y", {"value": "z" * 2000})


def test_clipped_text_shows_that_something_is_gone():
    assert blocks.clip("abcdef", 4) == "abc…"
    assert blocks.clip("abcd", 4) == "abcd"
