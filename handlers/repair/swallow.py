"""Code that a repair leaves standing in a string, where it tests nothing: a lost quote that was put back too late."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

_HEADER = re.compile(r"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+(?P<name>\w+)", re.MULTILINE)
_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")
_DOES = (ast.Assign, ast.AugAssign, ast.Assert, ast.Return, ast.Raise, ast.Import, ast.ImportFrom)


def statements(tree: ast.AST) -> Iterator[ast.AST]:
    """Everything that may hold statements, and they themselves: functions stand nowhere else."""
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        yield node
        for part in _BLOCKS:
            pending.extend(getattr(node, part, ()))


def swallowed(tree: ast.Module, damaged: str) -> Counter[str]:
    """The definitions that stand in strings of `tree`: in any that is a statement by itself, such as a docstring, and
    in others unless they stood so in `damaged` (tests of tests hold tests in strings).
    """
    found: Counter[str] = Counter()
    alone = {id(node.value) for node in statements(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and "\n" in text and (id(node) in alone or text not in damaged):
            found.update(match["name"] for match in _HEADER.finditer(text))
    return found


def hides_code(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function's docstring holds lines that do something: its body, if it has no other."""
    text = ast.get_docstring(function, clean=False) or ""
    return any(_does(line) for line in text.split("\n")[1:])


def _does(line: str) -> bool:
    try:
        steps = ast.parse(line.strip()).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return bool(steps) and isinstance(steps[0], _DOES)
