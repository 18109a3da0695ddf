"""The nearest valid name is the one a person would think of."""

from __future__ import annotations

import pytest

from handlers.core.names import nearest

NAMES = ("staging", "production", "depends_on", "golden-path", "repair tests")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("stagin", "staging"),
        ("Staging", "staging"),
        (" prodution", "production"),
        ("dependson", "depends_on"),
        ("depends-on", "depends_on"),
        ("golden_path", "golden-path"),
        ("repair-tests", "repair tests"),
        ("zzz", ""),
        ("", ""),
        ("x" * 100_000, ""),
    ],
)
def test_the_nearest_name_is_found(word: str, meant: str) -> None:
    assert nearest(word, NAMES) == meant


def test_without_names_none_is_near() -> None:
    assert nearest("x", ()) == ""
