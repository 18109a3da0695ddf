from __future__ import annotations

import pytest

from handlers.repair.changes import changes
from handlers.repair.result import Deed


@pytest.mark.parametrize(
    ("damaged", "mended", "deed", "lost"),
    [
        ("a\nx = (1\n", "a\nx = (1)\n", Deed.SYNTHESISED, ""),
        ("a\nx = fy_{z}'\n", "a\nx = f'y_{z}'\n", Deed.SYNTHESISED, ""),
        ("a\nPRE x = 1\n", "a\nx = 1\n", Deed.SYNTHESISED, ""),
        ("a\nPOST\n", "a\n", Deed.SYNTHESISED, ""),
        ("a\nassert x, y)\nassert x, y)\n", "a\nassert (x, y)\n", Deed.SYNTHESISED, ""),
        ("a\n# OFF: x = 1\n", "a\nx = 1\n", Deed.SYNTHESISED, ""),
        ("a\nx = y)) z\n", "a\nx = y\n", Deed.SYNTHESISED, "x = y)) z\n"),
        ("a\nx = = 1\n", "a\n# x = = 1\n", Deed.ASIDE, ""),
    ],
)
def test_every_difference_is_told_with_what_it_cost(damaged: str, mended: str, deed: Deed, lost: str) -> None:
    (hunk,) = changes(damaged, mended)
    assert (hunk.line, hunk.deed, hunk.lost) == (2, deed, lost)
    assert damaged.replace(hunk.before, hunk.after) == mended


def test_texts_that_are_alike_have_no_changes() -> None:
    assert not list(changes("x = 1\n", "x = 1\n"))
