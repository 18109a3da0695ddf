from __future__ import annotations

import pytest

from handlers.repair.synthesis.oddities import oddities


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("x\n", "odd|ExprName|1"),
        ("[1](2)\n", "odd|CallList|1"),
        ("[1][2, 3]\n", "odd|SubByTuple|1"),
        ("x = 1, 2\n", "odd|AssignTuple|1"),
        ("a: b\n", "odd|AnnAssign|1"),
        ("for x in 1, 2:\n    y\n", "odd|IterTuple|1"),
        ("x = y[1, 2:3]\n", "odd|SubBySlices2|1"),
        ("x = {'a': 1, 'a': 2}\n", "odd|KeyTwice|1"),
        ("'a' + {}\n", "odd|AddConstantDict|1"),
    ],
)
def test_what_is_seldom_meant_is_named(source: str, name: str) -> None:
    assert name in oddities(source)[0]


def test_text_that_does_not_parse_has_none() -> None:
    assert oddities("(") == ((), {})
