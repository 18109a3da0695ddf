"""Put `from __future__` imports back where CPython wants them, when other imports were inserted before them."""

from __future__ import annotations

import ast

from handlers.repair.judge import compiles
from handlers.repair.words import split_lines

_SHORT = 8  # lines from which on a docstring above the module's own says too much to be left out


def hoist(damaged: str) -> str | None:
    """`damaged` with its late `__future__` imports in place, or None where that is not what ails it.

    Imports that were put above the module's docstring go below the `__future__` imports; otherwise those move up. A
    short docstring that was put above the module's own, which makes the imports late, is left out.
    """
    try:
        body = ast.parse(damaged).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    last = max((at for at, node in enumerate(body) if _is_future(node)), default=-1)
    before = [node for node in body[:last] if not _is_future(node)]
    text = next((node for node in before if _is_text(node)), None)
    movable = [node for node in before if node is not text]
    if last < 0 or not movable or not all(_is_import(node) or _is_text(node) for node in movable):
        return None
    lines = split_lines(damaged)
    if text is not None and len(movable) == 1 and _is_text(movable[0]) and _length(text) < _SHORT:
        moved = _without(lines, text)
    elif text is not None and movable[0].lineno < text.lineno and all(map(_is_import, movable)):
        moved = _lower(lines, movable, body[last])
    else:
        first = text if text is not None and text is body[0] else None
        moved = _raise(lines, [node for node in body[: last + 1] if _is_future(node)], first)
    return moved if compiles(moved) else None


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _length(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno


def _without(lines: list[str], text: ast.stmt) -> str:
    """The lines without a text and the blank ones behind it."""
    end = text.end_lineno or text.lineno
    while end < len(lines) and not lines[end].strip():
        end += 1
    return "".join([*lines[: text.lineno - 1], *lines[end:]])


def _is_future(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _take(lines: list[str], nodes: list[ast.stmt]) -> list[str]:
    """Cut the nodes' lines out of `lines` (left empty, so that numbers stay true)."""
    taken = []
    for node in nodes:
        for at in range(node.lineno - 1, node.end_lineno or node.lineno):
            taken.append(lines[at])
            lines[at] = ""
    return taken


def _lower(lines: list[str], imports: list[ast.stmt], future: ast.stmt) -> str:
    taken = _take(lines, imports)
    after = imports[-1].end_lineno or imports[-1].lineno
    if after < len(lines) and not lines[after].strip():
        lines[after] = ""
    end = future.end_lineno or future.lineno
    return "".join([*lines[:end], *taken, *lines[end:]])


def _raise(lines: list[str], futures: list[ast.stmt], text: ast.stmt | None) -> str:
    first = text.end_lineno or text.lineno if text else _header(lines)
    taken = _take(lines, futures)
    gap = [] if first == 0 or not lines[first - 1].strip() else ["\n"]
    return "".join([*lines[:first], *gap, *taken, "\n", *lines[first:]])


def _header(lines: list[str]) -> int:
    """Where the leading `#!` and coding lines end."""
    return next((at for at, line in enumerate(lines) if not line.startswith("#")), 0)
