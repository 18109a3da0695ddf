"""Definitions and bodies that stand in strings."""

from __future__ import annotations

import ast

import pytest

from handlers.repair.swallow import hides_code, swallowed

INNER = "\ndef test_inner():\n    assert 1\n"


@pytest.mark.parametrize(
    ("source", "damaged", "names"),
    [
        (f'def a():\n    """Doc.{INNER}"""\n', f'def a():\n    """Doc.{INNER}', ["test_inner"]),
        (f'run("""{INNER}""")\n', f'run("""{INNER}"""\n', []),
        (f'text = """of{INNER}"""\n', f"text = of{INNER.replace('()', '(')}", ["test_inner"]),
    ],
)
def test_what_stands_in_a_string_is_no_test_unless_it_always_did(source, damaged, names):
    assert list(swallowed(ast.parse(source), damaged)) == names


@pytest.mark.parametrize(
    ("docstring", "hidden"),
    [("Doc.\n    x = make(1)\n", True), ("Doc.\n\n    >>> x = make(1)\n", False), ("Says what it does.\n", False)],
)
def test_a_docstring_that_does_something_is_a_body(docstring, hidden):
    (function,) = ast.parse(f'def a():\n    """{docstring}    """\n').body
    assert isinstance(function, ast.FunctionDef)
    assert hides_code(function) is hidden
