from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.diagnosis.logs.sieve import Sieve

NEEDLES = ("connection refused", "out of memory", "oom-kill", "x509")


@given(st.binary(max_size=60), st.sampled_from(NEEDLES), st.binary(max_size=60), st.booleans())
def test_no_needle_slips_through(before: bytes, needle: str, after: bytes, upper: bool) -> None:
    written = (needle.upper() if upper else needle).encode()
    found = list(Sieve(NEEDLES).candidates(before + written + after))
    assert any(needle in named and len(before) <= at < len(before) + len(written) for at, named in found)


def test_positions_ascend_and_nothing_is_found_in_nothing() -> None:
    sieve = Sieve(NEEDLES)
    positions = [at for at, _ in sieve.candidates(b"x509 connection refused oom-kill" * 5)]
    assert positions == sorted(positions)
    for text in (b"", b"a", b"abc", b"everything is well"):
        assert list(sieve.candidates(text)) == []


@pytest.mark.parametrize("needle", ["", "abc", "größe"])
def test_a_needle_that_cannot_be_looked_for_is_refused(needle: str) -> None:
    with pytest.raises(ValueError, match="at least 4"):
        Sieve([needle])
