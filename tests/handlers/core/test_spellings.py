"""The spellings of a value are those that other programs make of it."""

from __future__ import annotations

import base64
import html
import json
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.core.spellings import encoded_cores, spellings

ODD = "pa$$/w \"ö'<&>\\x"


@pytest.mark.parametrize(
    "spelled",
    [
        ODD,
        quote(ODD),
        quote(ODD, safe=""),
        quote(quote(ODD)),
        urlencode({"": ODD})[1:],
        json.dumps(ODD)[1:-1],
        json.dumps(json.dumps(ODD))[3:-3],
        repr(ODD)[1:-1],
        repr(ODD.encode())[2:-1],
        html.escape(ODD),
        html.escape(ODD, quote=False),
        ODD.replace("'", "''"),
        ODD.encode().hex(),
    ],
)
def test_a_known_spelling_is_among_them(spelled: str) -> None:
    assert spelled in spellings(ODD)


@settings(max_examples=80, deadline=None)
@given(value=st.binary(min_size=7, max_size=30), before=st.binary(max_size=5), after=st.binary(max_size=5))
def test_base64_is_recognised_at_every_alignment(value: bytes, before: bytes, after: bytes) -> None:
    text = value.decode("utf-8", "surrogateescape")
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        encoded = encode(before + value + after).decode()
        assert any(core in encoded for core in encoded_cores(text))


def test_a_core_that_could_be_a_word_is_not_given() -> None:
    assert encoded_cores("abc") == set()
    assert all(len(core) >= 6 for core in encoded_cores("abcdef"))
