from __future__ import annotations

import pytest

from handlers.repair.synthesis.whole.slips import mend_slips


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("print(\u201ca\u201d)\n", 'print("a")\n'),
        ("f\uff08a\uff0cb\uff09\n", "f(a,b)\n"),
        ("x =\u00a01\n", "x = 1\n"),
        ("x = 1\u200b\n", "x = 1\n"),
        ("f\uff081\uff09  # \uff08why\uff09\n", "f(1)  # \uff08why\uff09\n"),
        ("def f(a):\n        x = a\n\tif x:\n\t    x = 2\n        return x\n", None),
    ],
)
def test_what_looks_like_python_becomes_python(broken: str, mended: str | None) -> None:
    assert mend_slips(broken) == (mended or broken.replace("\t", "        "))
