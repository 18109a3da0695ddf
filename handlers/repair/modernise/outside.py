"""Where a file speaks of a name outside any scope: `__all__`, and `global` or `nonlocal` statements."""

from __future__ import annotations

import libcst

from handlers.repair.modernise.bindings import Outside
from handlers.repair.modernise.rename import Rename


def outside(module: libcst.Module, rename: Rename, relied: bool) -> Outside:
    """What `module` says of the renamed thing's old name there; `relied`: other files import it from this one."""
    seen = _Seen(rename.old_name)
    module.visit(seen)
    return Outside(tuple(seen.entries), seen.statements, relied)


class _Seen(libcst.CSTVisitor):
    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.entries: list[libcst.CSTNode] = []
        self.statements = False

    def visit_Assign(self, node: libcst.Assign) -> None:  # noqa: N802
        if any(_is_all(target.target) for target in node.targets):
            self._list(node.value)

    def visit_AnnAssign(self, node: libcst.AnnAssign) -> None:  # noqa: N802
        if _is_all(node.target) and node.value:
            self._list(node.value)

    def visit_AugAssign(self, node: libcst.AugAssign) -> None:  # noqa: N802
        if _is_all(node.target):
            self._list(node.value)

    def visit_Call(self, node: libcst.Call) -> None:  # noqa: N802
        if isinstance(node.func, libcst.Attribute) and _is_all(node.func.value):
            for argument in node.args:
                self._list(argument.value)

    def visit_NameItem(self, node: libcst.NameItem) -> None:  # noqa: N802
        self.statements |= node.name.value == self._name

    def _list(self, value: libcst.BaseExpression) -> None:
        elements = value.elements if isinstance(value, libcst.List | libcst.Tuple | libcst.Set) else ()
        for node in (value, *(element.value for element in elements)):
            if isinstance(node, libcst.SimpleString) and node.raw_value == self._name:
                self.entries.append(node)


def _is_all(node: libcst.BaseExpression) -> bool:
    return isinstance(node, libcst.Name) and node.value == "__all__"
