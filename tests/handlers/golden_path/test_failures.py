"""Where to look, for every failure."""

from __future__ import annotations

import pytest

from handlers.golden_path.failures import advice


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        ("handshake-403", "at auth"),
        ("handshake-418", "Look at the gateway"),
        ("token-alg-none", "forge"),
        ("token-malformed", "builds its tokens"),
        (
            "early-close-1011",
            "internal error: an exception in the server ended the connection; look at the backend's log",
        ),
        ("early-close-4401", "look at auth"),
        ("login-502", "Diagnose the service"),
        ("silent-agent", "queue"),
    ],
)
def test_each_failure_says_where_to_look(failure: str, words: str) -> None:
    assert words in advice(failure)
