"""CPython's verdict."""

from __future__ import annotations

import pytest

from handlers.repair.judge import compiles, refusal


@pytest.mark.parametrize(
    "text",
    [
        "return 1\n",
        "x = (\n",
        "x = 1\0",
        "'\ud800'",
        "x = " + "(" * 300,
        "import os\nfrom __future__ import annotations\n",
    ],
)
def test_it_refuses_what_cpython_refuses(text):
    assert not compiles(text)


def test_it_names_the_line():
    found = refusal("x = 1\ny = = 2\n")
    assert found is not None
    assert found.line == 2


def test_warnings_stay_silent():
    assert compiles("assert (1, 'always')\nx = '\\d'\n")
