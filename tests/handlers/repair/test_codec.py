"""Decoding and encoding lose nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from handlers.repair.codec import Codec, as_text, decode


@given(st.binary(max_size=300))
def test_any_bytes_come_back_as_they_were(data):
    text, codec = decode(data)
    assert codec.encode(text) == data


def test_an_unknown_coding_cookie_is_read_as_utf_8():
    text, codec = decode(b"# coding: nowhere\nx = 1\n")
    assert codec.encoding == "utf-8"
    assert text.endswith("x = 1\n")


def test_another_versions_line_endings_are_taken_over():
    assert as_text(b"a\r\nb\n", Codec(newline="\n")) == "a\nb\n"
