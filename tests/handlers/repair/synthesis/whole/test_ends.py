from __future__ import annotations

import pytest

from handlers.repair.synthesis.whole.ends import with_ends


@pytest.mark.parametrize(
    ("mended", "damaged", "expected"),
    [
        ("a\nb", "a\nb(", "a\nb"),
        ("a\nb\n", "a\r\nb(\r\n", "a\r\nb\r\n"),
        ("a\nb\nc\n", "a\r\nb(\nc\r\n", "a\r\nb\nc\r\n"),
        ("a\nb\nb\nc\n", "a\nb(\r\nc\n", "a\nb\r\nb\r\nc\n"),
        ("", "\r\n\n", ""),
    ],
)
def test_every_line_ends_as_it_did(mended: str, damaged: str, expected: str) -> None:
    assert with_ends(mended, damaged) == expected
