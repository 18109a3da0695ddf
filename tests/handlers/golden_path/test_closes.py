"""Close codes and statuses in words."""

from __future__ import annotations

import pytest

from handlers.golden_path.closes import explain_close, explain_status


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (1000, "normal closure"),
        (1006, "without a close"),
        (1008, "policy"),
        (1011, "internal error"),
        (1013, "overloaded"),
        (4401, "401 Unauthorized"),
        (4403, "403 Forbidden"),
        (4429, "rate limits"),
        (4499, "499"),
        (4000, "application's own"),
        (3999, "library"),
        (42, "no standard"),
    ],
)
def test_a_code_is_explained(code: int, words: str) -> None:
    assert words in explain_close(code)


def test_every_possible_code_has_words() -> None:
    assert all(explain_close(code) for code in range(5100))


def test_a_status_is_explained() -> None:
    assert explain_status(502) == "502 Bad Gateway"
    assert explain_status(799) == "799, which is not an HTTP status"
