from __future__ import annotations

import ast

import pytest

from handlers.repair.synthesis.structure import structure, unbound


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("def f():\n    return 1\n    x\n", "Dead"),
        ("for x in y:\n    z\nelse:\n    w\n", "ElseFor"),
        ("class A:\n    def f(self):\n        x\n", "FirstSelfInClassDef"),
        ("if x:\n    def f():\n        y\n", "FunctionDefInIf"),
        ("x = [[1, 2], [3]]\n", "RowsRagged"),
        ("x = [(1, 2), (3, 4)]\n", "RowsEven"),
        ("x = [{'a': 1}, {'b': 1}]\n", "RecordsRagged"),
        ("x = {'a': 1, 'a': 2}\n", "KeyTwice"),
        ("len(a, b)\n", "Aritylen2"),
        ("f(1)\nf(2)\n", "CallsEven"),
        ("f(1)\nf(2, 3)\n", "CallsRagged"),
        ("len(a).b()\n", "Oflen"),
    ],
)
def test_odd_nesting_rows_and_calls_are_named(source: str, name: str) -> None:
    assert name in list(structure(ast.parse(source)))


@pytest.mark.parametrize(
    ("source", "count"),
    [("x = 1\nprint(x)\n", 0), ("print(x, y, x)\n", 2), ("import a.b\ndef f(c):\n    return a, c, f\n", 0)],
)
def test_names_read_but_never_bound_are_counted(source: str, count: int) -> None:
    assert unbound(ast.parse(source)) == count
