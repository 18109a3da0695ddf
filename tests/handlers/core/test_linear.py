from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.core.linear import check_linear, holds


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("ok", "all ok here", True),
        ("^ok$", "ok\n", True),
        ("^ok$", "ok\nnot ok", False),
        (r"version (\d+)\.", "version 12.3", True),
        ("(?i)HEALTHY", "healthy", True),
        ("grün", "alles grün", True),
        ("", "", True),
        ("x", "", False),
    ],
)
def test_a_pattern_is_searched_for(pattern: str, text: str, found: bool) -> None:
    assert holds(pattern, text) is found


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "^(([a-z])+.)+[A-Z]([a-z])+$", r"(.*)*\d\d\d", "(x+x+)+y"])
def test_a_hostile_text_takes_no_longer_than_a_friendly_one(pattern: str) -> None:
    assert not holds(pattern, "ax" * 300_000 + "!")


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(", r"missing \)"),
        (r"(a)\1", "referring back"),
        ("(?=a)b", "looking ahead or behind"),
        ("(?<!a)b", "looking ahead or behind"),
        ("a{99999}", "repetition"),
        ("((a{0,900}){0,900}){0,900}", "repetition"),
        ("\ud800", "half a character"),
    ],
)
def test_a_pattern_that_cannot_be_linear_is_refused_with_the_reason(pattern: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        check_linear(pattern)


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=40), st.text(max_size=200))
def test_any_text_is_searched_or_its_pattern_refused(pattern: str, text: str) -> None:
    try:
        check_linear(pattern)
    except ValueError:
        return
    assert holds(pattern, text.encode("utf-8", "replace").decode()) in (True, False)
