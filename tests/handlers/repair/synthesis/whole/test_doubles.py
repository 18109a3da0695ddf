from __future__ import annotations

import pytest

from handlers.repair.synthesis.fault import find_fault
from handlers.repair.synthesis.whole.slips import mend_slips


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("f(a=1, b=2, a=1)\n", "f(a=1, b=2)\n"),
        ("f(a=1, b=2, a=1 + 2)\n", "f(b=2, a=1 + 2)\n"),
        ("f(\n    a=1,\n    b=g(2),\n    a=1,\n)\n", "f(\n    a=1,\n    b=g(2),\n)\n"),
        ("def f(a, b, a):\n    return a\n", "def f(a, b):\n    return a\n"),
    ],
)
def test_an_argument_given_twice_is_given_once(broken: str, mended: str) -> None:
    assert mend_slips(broken) == mended


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("f(\n    a=1\n)\n    a=1\n)\n", "f(\n    a=1\n)\n"),
        ('d = {\n    "a": {\n    },\n    },\n}\n', 'd = {\n    "a": {\n    },\n}\n'),
        ("x = 1\n}\ny = 2\n", "x = 1\ny = 2\n"),
    ],
)
def test_lines_a_merge_left_behind_go(broken: str, mended: str) -> None:
    assert mend_slips(broken) == mended


def test_what_may_stand_twice_stays() -> None:
    text = "f(1)\nf(1)\ng(a=1, b=h(a=1))\n)\n"
    assert find_fault(mend_slips(text)) is None
    assert mend_slips(text) == text[:-2]
