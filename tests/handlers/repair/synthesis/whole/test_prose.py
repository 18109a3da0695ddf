from __future__ import annotations

import pytest

from handlers.repair.synthesis.whole.prose import code_likeness


@pytest.mark.parametrize(
    "line",
    ["x = foo(1)", "return x", "def f(a, b):", "    assert a == b", "import os", "self.x.append(1)", "@decorator"],
)
def test_code_reads_as_code(line: str) -> None:
    assert code_likeness(line) > 1


@pytest.mark.parametrize(
    "line",
    [
        "This is what the function does.",
        "It isn't code at all, as you see",
        "$500K+ ARR is at risk",
        ":param x: the number",
    ],
)
def test_prose_reads_as_prose(line: str) -> None:
    assert code_likeness(line) < -1
