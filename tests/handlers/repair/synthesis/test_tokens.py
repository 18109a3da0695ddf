from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.repair.synthesis.tokens import ends_value, starts_value, tokenize


@given(st.text())
def test_any_text_is_tokenized_in_order_without_overlap(text: str) -> None:
    position = 0
    for token in tokenize(text):
        assert token.start >= position
        assert text[token.start : token.end].replace("\r\n", "\n") == token.text
        position = token.end


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("x = 1\n", ["NAME", "OP", "NUMBER", "NL"]),
        ("if x:", ["KEYWORD", "NAME", "OP"]),
        ("f('a' 'b", ["NAME", "OP", "STRING", "BAD"]),
        (">>> x", ["PROMPT", "NAME"]),
        ("x ? y", ["NAME", "ODD", "NAME"]),
        ("None", ["NAME"]),
        ("'''a\nb'''", ["STRING"]),
        ("# a comment\n\n", []),
    ],
)
def test_each_piece_has_its_kind(source: str, kinds: list[str]) -> None:
    assert [token.kind for token in tokenize(source)] == kinds


def test_lines_and_depths_are_counted_through_strings_and_brackets() -> None:
    tokens = tokenize('"""a\nb"""\nf(\n  [x])')
    assert [(t.text, t.line, t.depth) for t in tokens if t.kind == "NAME"] == [("f", 3, 0), ("x", 4, 2)]


def test_values_end_and_start_where_expressions_may() -> None:
    name, opener, closer = tokenize("a()")
    assert ends_value(name)
    assert starts_value(opener)
    assert ends_value(closer)
    assert not ends_value(opener)
