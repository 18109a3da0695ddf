"""A test that a mend left without its body must fail: one that does nothing passes, and hides what was lost."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from itertools import chain, takewhile

from handlers.repair.swallow import statements

LOST = 'raise AssertionError("the body of this test was lost")'


def without_hollow_tests(damaged: str, mended: str) -> str:
    """`mended`, which compiles, with a failure for each `pass` that is all of a test but for code put aside beside it.

    Code put aside is a comment that was a line of `damaged`.
    """
    lines = mended.split("\n")
    was = {line.strip() for line in damaged.split("\n")}
    for only in _only_pass(mended):
        beside = chain(_comments(lines[: only.lineno - 1][::-1]), _comments(lines[only.lineno :]))
        if any(line not in was and line.removeprefix("# ") in was for line in beside):
            line = lines[only.lineno - 1]
            lines[only.lineno - 1] = line[: only.col_offset] + LOST + line[only.end_col_offset :]
    return "\n".join(lines)


def _only_pass(text: str) -> Iterator[ast.Pass]:
    """Each `pass` on a line of its own that is the whole body of a test."""
    if "pass" not in text:
        return
    for node in statements(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
            only = node.body[0]
            if len(node.body) == 1 and isinstance(only, ast.Pass) and only.lineno > node.lineno:
                yield only


def _comments(lines: Sequence[str]) -> Iterator[str]:
    return (line.strip() for line in takewhile(lambda line: line.lstrip().startswith("#"), lines))
