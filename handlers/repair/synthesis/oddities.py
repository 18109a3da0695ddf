"""Constructs that compile and yet are seldom meant: what a text made by a wrong mend often holds."""

from __future__ import annotations

import ast
import functools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from handlers.repair.synthesis.structure import structure, unbound

_LITERALS = (ast.Constant, ast.List, ast.Tuple, ast.Dict, ast.Set, ast.JoinedStr, ast.ListComp)
_RARE = (
    ast.Set,
    ast.Lambda,
    ast.NamedExpr,
    ast.IfExp,
    ast.Starred,
    ast.Slice,
    ast.AnnAssign,
    ast.MatMult,
    ast.Await,
    ast.Invert,
)


@functools.lru_cache(maxsize=64)
def oddities(source: str) -> tuple[tuple[str, ...], Mapping[str, float]]:
    """Names of the odd constructs in `source`, which must parse, each with how often it occurs (at most 3), and
    measures of it."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return (), {}
    counts = Counter(name for node in ast.walk(tree) for name in _odd(node))
    counts.update(structure(tree))
    names = tuple(f"odd|{name}|{min(count, 3)}" for name, count in sorted(counts.items()))
    return names, {"unbound": min(unbound(tree), 12) / 4}


def _odd(node: ast.AST) -> Iterator[str]:
    if isinstance(node, _RARE):
        yield type(node).__name__
    look = _LOOKS.get(type(node))
    if look is not None:
        yield from look(node)


def _expression(node: Any) -> Iterator[str]:
    yield f"Expr{type(node.value).__name__}"


def _loop(node: Any) -> Iterator[str]:
    if isinstance(node.iter, (ast.Tuple, ast.Compare, ast.BoolOp, ast.Constant)):
        yield f"Iter{type(node.iter).__name__}"


def _call(node: Any) -> Iterator[str]:
    if isinstance(node.func, (*_LITERALS, ast.BinOp, ast.Compare, ast.BoolOp)):
        yield f"Call{type(node.func).__name__}"
    yield from (
        f"Arg{type(arg).__name__}" for arg in node.args if isinstance(arg, (ast.Tuple, ast.Compare, ast.Starred))
    )


def _dict(node: Any) -> Iterator[str]:
    yield from (f"Value{type(value).__name__}" for value in node.values if isinstance(value, (ast.Tuple, ast.Compare)))


def _value(node: Any) -> Iterator[str]:
    odd = isinstance(node.value, (ast.Tuple, ast.Compare, ast.BoolOp))
    yield type(node).__name__ + (type(node.value).__name__ if odd else "")


def _compare(node: Any) -> Iterator[str]:
    yield f"Compare{len(node.ops)}"
    if isinstance(node.ops[0], (ast.In, ast.Is)):
        yield f"Compare{type(node.ops[0]).__name__}{type(node.left).__name__}"


def _operation(node: Any) -> Iterator[str]:
    if isinstance(node.left, _LITERALS) or isinstance(node.right, (ast.Tuple, ast.Dict, ast.List)):
        yield f"{type(node.op).__name__}{type(node.left).__name__}{type(node.right).__name__}"


def _test(node: Any) -> Iterator[str]:
    yield type(node).__name__ + (type(node.test).__name__ if isinstance(node.test, _LITERALS) else "")


def _subscript(node: Any) -> Iterator[str]:
    if isinstance(node.value, _LITERALS):
        yield f"Sub{type(node.value).__name__}"
    if isinstance(node.slice, (ast.Tuple, ast.List, ast.Compare)):
        yield f"SubBy{type(node.slice).__name__}"
    if isinstance(node.slice, ast.Tuple) and any(isinstance(part, ast.Slice) for part in node.slice.elts):
        yield f"SubBySlices{min(4, len(node.slice.elts))}"


def _elements(node: Any) -> Iterator[str]:
    kinds = {type(element).__name__ for element in node.elts}
    if len(kinds) > 1:
        yield f"Mixed{type(node).__name__}"
    yield from (
        f"Element{kind}"
        for kind in sorted(kinds)
        if kind in ("Compare", "BinOp", "Subscript", "Call", "Starred", "UnaryOp")
    )


_LOOKS: dict[type[ast.AST], Callable[[Any], Iterator[str]]] = {
    ast.Expr: _expression,
    ast.Call: _call,
    ast.Subscript: _subscript,
    ast.List: _elements,
    ast.Tuple: _elements,
    ast.Set: _elements,
    ast.Dict: _dict,
    ast.Assign: _value,
    ast.Return: _value,
    ast.Compare: _compare,
    ast.BinOp: _operation,
    ast.For: _loop,
    ast.If: _test,
    ast.While: _test,
}
