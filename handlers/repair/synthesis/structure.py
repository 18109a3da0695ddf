"""How the statements of a parsed text nest, and what its names and rows say: features of what is seldom meant."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Sequence

_ENDS = (ast.Return, ast.Raise, ast.Break, ast.Continue)
_DEFS = (ast.FunctionDef, ast.AsyncFunctionDef)
_KNOWN = frozenset(dir(builtins)) | {"self", "cls", "__file__"}
_COUNTED = frozenset(
    {
        "len",
        "range",
        "int",
        "str",
        "float",
        "open",
        "input",
        "sum",
        "max",
        "min",
        "sorted",
        "list",
        "set",
        "dict",
        "tuple",
    }
    | {"isinstance", "enumerate", "zip", "map", "filter", "abs", "round", "type", "print"}
)


def structure(tree: ast.Module) -> Iterator[str]:
    """Names of what is odd in the nesting, the rows and the calls of `tree`, one for each place."""
    yield from _alike(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _call(node)
        elif isinstance(node, (ast.List, ast.Tuple)):
            yield from _rows(node.elts)
        elif isinstance(node, ast.Dict):
            yield from _keys(node)
        else:
            yield from _nesting(node)


def unbound(tree: ast.Module) -> int:
    """How many different names `tree` reads that it never binds and that Python does not know."""
    bound: set[str] = set()
    read: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, (*_DEFS, ast.ClassDef)):
            bound.add(node.name)
        elif isinstance(node, ast.alias):
            bound.add((node.asname or node.name).partition(".")[0])
    return len(read - bound - _KNOWN)


def _alike(tree: ast.Module) -> Iterator[str]:
    """Whether the calls of each function have one number of arguments."""
    counts: dict[str, set[int]] = {}
    several: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, (ast.Name, ast.Attribute)):
            name = node.func.id if isinstance(node.func, ast.Name) else "." + node.func.attr
            several |= {name} & counts.keys()
            counts.setdefault(name, set()).add(len(node.args) + len(node.keywords))
    for name in sorted(several):
        yield "CallsEven" if len(counts[name]) == 1 else "CallsRagged"


def _call(node: ast.Call) -> Iterator[str]:
    if isinstance(node.func, ast.Name) and node.func.id in _COUNTED:
        yield f"Arity{node.func.id}{min(4, len(node.args))}"
    inner = node.func.value if isinstance(node.func, ast.Attribute) else None
    if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id in _COUNTED:
        yield f"Of{inner.func.id}"


def _rows(elements: Sequence[ast.expr]) -> Iterator[str]:
    """Whether the rows of a table have one length, and its records one set of keys."""
    rows = [element for element in elements if isinstance(element, (ast.List, ast.Tuple))]
    if len(rows) > 1:
        same = len(rows) == len(elements) and len({len(row.elts) for row in rows}) == 1
        yield "RowsEven" if same else "RowsRagged"
    records = [element for element in elements if isinstance(element, ast.Dict)]
    if len(records) > 1:
        keys = {tuple(ast.dump(key) if key else "" for key in record.keys) for record in records}
        yield "RecordsEven" if len(keys) == 1 and len(records) == len(elements) else "RecordsRagged"


def _keys(node: ast.Dict) -> Iterator[str]:
    keys = [key.value for key in node.keys if isinstance(key, ast.Constant)]
    if len(set(keys)) < len(keys):
        yield "KeyTwice"
    yield from _rows(node.values)


def _nesting(node: ast.AST) -> Iterator[str]:
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None)
        if isinstance(block, list) and block:
            yield from _block(node, name, block)


def _block(node: ast.AST, name: str, block: list[ast.stmt]) -> Iterator[str]:
    owner = type(node).__name__
    if any(isinstance(statement, _ENDS) for statement in block[:-1]):
        yield "Dead"
    if name == "orelse" and isinstance(node, (ast.For, ast.While, ast.Try)):
        yield f"Else{owner}"
    for statement in block:
        if isinstance(statement, (*_DEFS, ast.ClassDef, ast.Import, ast.ImportFrom)) and owner != "Module":
            yield f"{type(statement).__name__}In{owner}"
        if isinstance(statement, _DEFS):
            first = [argument.arg for argument in (*statement.args.posonlyargs, *statement.args.args)][:1]
            yield f"First{'Self' if first in (['self'], ['cls']) else 'Other'}In{owner}"
    if len(block) == 1 and owner not in ("Module", "Lambda", "IfExp"):
        yield f"Sole{type(block[0]).__name__}"
