"""What an f-string that a person wrote does not look like."""

from __future__ import annotations

from handlers.repair.oddness import Context, oddness


def test_text_that_goes_on_like_code_is_odd():
    assert oddness(Context(), "{uuid4()}.hex[:8]") > oddness(Context(), "{uuid4()}.hex")
    assert oddness(Context(), "{total}:.2f of") > oddness(Context(), "{total}: 2 of")


def test_a_bracket_that_an_earlier_text_opened_is_not_odd():
    assert oddness(Context(depth=1), "{a})") < oddness(Context(), "{a})")


def test_an_expression_that_reads_like_text_is_odd():
    assert oddness(Context(), "{name: of the (thing)}") > oddness(Context(), "{name:>10}")
    assert oddness(Context(), "{a, b}") > oddness(Context(), "{min(a, b)}")


def test_a_text_says_what_it_leaves_open():
    assert Context().after("({a(b)} {{ [") == (2, 1)
