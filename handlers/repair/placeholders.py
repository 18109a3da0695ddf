"""Files that parse and hold nothing: what a careless script wrote in place of a test file it could not mend.

Nothing is wrong with them for the compiler, so they are only reported, and restored when a person says yes.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from handlers.repair.judge import compiles
from handlers.repair.words import words

SMALL = 1_500  # bytes a placeholder has at most
_RICHER = 4  # times as many words as the placeholder, from which on an ancestor was a real file


def is_placeholder(text: str) -> bool:
    """Whether there are tests in `text` and none of them tests anything."""
    try:
        nodes = list(ast.walk(ast.parse(text)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return any(node.name.startswith("test") for node in functions) and all(map(_is_empty, functions))


def stood_before(text: str, ancestors: Sequence[str]) -> str | None:
    """The newest ancestor that compiles, is no placeholder and is far richer than `text`; None where there is none."""
    least = _RICHER * words(text).total()
    rich = (older for older in ancestors if words(older).total() >= least and compiles(older))
    return next((older for older in rich if _tests(older) and not is_placeholder(older)), None)


def _tests(text: str) -> bool:
    return "def test" in text


def _is_empty(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return all(isinstance(step, ast.Pass) or _is_constant(step) for step in function.body)


def _is_constant(step: ast.stmt) -> bool:
    """A docstring, `...`, `assert True` or `return True`: nothing that is worked out."""
    if isinstance(step, ast.Assert):
        return isinstance(step.test, ast.Constant)
    return isinstance(step, ast.Expr | ast.Return) and (step.value is None or isinstance(step.value, ast.Constant))
