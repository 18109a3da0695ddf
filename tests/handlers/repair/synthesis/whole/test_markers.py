from __future__ import annotations

import pytest

from handlers.repair.synthesis.whole.markers import brought_back


@pytest.mark.parametrize("marker", ["# DISABLED: ", "# REMOVED_BY_SCRIPT: ", "#! broken "])
def test_code_behind_a_marker_comes_back(marker: str) -> None:
    code = ["def f():", "    x = g(", "        1,", "    )", "    return x"]
    assert brought_back([marker + line for line in code]) == code


@pytest.mark.parametrize(
    "lines", [["# NOTE: this is prose", "# NOTE: and so is this"], ["# x = 1", "# y = 2"], ["# TODO: f(x)"], []]
)
def test_other_comments_stay(lines: list[str]) -> None:
    assert brought_back(lines) == lines
