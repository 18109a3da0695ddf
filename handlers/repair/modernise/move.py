"""One rename carried out on a syntax tree: imports, names, attributes, and dotted paths in strings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import libcst
from libcst.codemod import CodemodContext
from libcst.codemod.visitors import AddImportsVisitor
from libcst.helpers import get_full_name_for_node
from libcst.metadata import QualifiedName, QualifiedNameProvider, QualifiedNameSource


@dataclass(frozen=True, slots=True)
class Rename:
    """`old` and `new` as dotted paths (`module.Name`), or both as bare names, whatever module they come from."""

    old: str
    new: str

    @property
    def old_name(self) -> str:
        """The name as it stands in code."""
        return self.old.rpartition(".")[2]

    @property
    def new_name(self) -> str:
        """The name that takes its place."""
        return self.new.rpartition(".")[2]

    @property
    def old_module(self) -> str:
        """Where it was; empty for a bare rename."""
        return self.old.rpartition(".")[0]

    @property
    def new_module(self) -> str:
        """Where it is; empty for a bare rename."""
        return self.new.rpartition(".")[0]

    def means(self, names: Sequence[QualifiedName]) -> bool:
        """Whether an imported thing with these qualified names is the renamed one."""
        imported = [found.name for found in names if found.source is QualifiedNameSource.IMPORT]
        return any(name == self.old if self.old_module else name.rpartition(".")[2] == self.old for name in imported)


class Move(libcst.CSTTransformer):
    """Carries out one rename. `reached_by_module`: somewhere the new name is now reached through its module."""

    METADATA_DEPENDENCIES = (QualifiedNameProvider,)

    def __init__(self, rename: Rename) -> None:
        super().__init__()
        self.rename = rename
        self.reached_by_module = False

    def _meant(self, node: libcst.CSTNode) -> bool:
        found = self.get_metadata(QualifiedNameProvider, node, ())
        return self.rename.means(tuple(found or ()))

    def leave_Name(self, original_node: libcst.Name, updated_node: libcst.Name) -> libcst.BaseExpression:  # noqa: N802
        """A use of the imported name itself (an alias keeps its own)."""
        if original_node.value == self.rename.old_name and self._meant(original_node):
            return updated_node.with_changes(value=self.rename.new_name)
        return updated_node

    def leave_Attribute(  # noqa: N802
        self, original_node: libcst.Attribute, updated_node: libcst.Attribute
    ) -> libcst.BaseExpression:
        """A use through the module: `module.Name`."""
        if original_node.attr.value != self.rename.old_name or not self._meant(original_node):
            return updated_node
        if self.rename.old_module == self.rename.new_module:
            return updated_node.with_changes(attr=libcst.Name(self.rename.new_name))
        self.reached_by_module = True
        return libcst.parse_expression(self.rename.new)

    def leave_SimpleStatementLine(  # noqa: N802
        self, original_node: libcst.SimpleStatementLine, updated_node: libcst.SimpleStatementLine
    ) -> libcst.SimpleStatementLine | libcst.FlattenSentinel[libcst.SimpleStatementLine]:
        """A line importing the name: it is taken out of the list and imported from its new place on the next line."""
        only = original_node.body[0] if len(original_node.body) == 1 else None
        if not isinstance(only, libcst.ImportFrom) or isinstance(only.names, libcst.ImportStar):
            return updated_node
        moved = [alias for alias in only.names if self._imports(only, alias)]
        if not moved:
            return updated_node
        if self.rename.old_module == self.rename.new_module:
            names = [self._renamed(alias) if alias in moved else alias for alias in only.names]
            return updated_node.with_changes(body=[only.with_changes(names=names)])
        return _split(updated_node, only, moved, self.rename)

    def _imports(self, node: libcst.ImportFrom, alias: libcst.ImportAlias) -> bool:
        if alias.evaluated_name != self.rename.old_name:
            return False
        module = get_full_name_for_node(node.module) if node.module else ""
        return not self.rename.old_module or (not node.relative and module == self.rename.old_module)

    def _renamed(self, alias: libcst.ImportAlias) -> libcst.ImportAlias:
        return alias.with_changes(name=libcst.Name(self.rename.new_name))

    def leave_SimpleString(  # noqa: N802
        self,
        original_node: libcst.SimpleString,  # noqa: ARG002 - LibCST's signature
        updated_node: libcst.SimpleString,
    ) -> libcst.BaseExpression:
        """A dotted path in a string (`patch("module.Name.method")`) follows; other text does not."""
        old, text = self.rename.old, updated_node.raw_value
        if not self.rename.old_module or not (text == old or text.startswith(old + ".")):
            return updated_node
        return updated_node.with_changes(value=updated_node.value.replace(old, self.rename.new, 1))


def _split(
    line: libcst.SimpleStatementLine, only: libcst.ImportFrom, moved: list[libcst.ImportAlias], rename: Rename
) -> libcst.SimpleStatementLine | libcst.FlattenSentinel[libcst.SimpleStatementLine]:
    """The import without the moved names, and the moved ones from their new module."""
    rest = [] if isinstance(only.names, libcst.ImportStar) else [alias for alias in only.names if alias not in moved]
    bare = [
        alias.with_changes(name=libcst.Name(rename.new_name), comma=libcst.MaybeSentinel.DEFAULT) for alias in moved
    ]
    module = libcst.parse_expression(rename.new_module)
    fresh = only.with_changes(module=module, names=bare, lpar=None, rpar=None)
    if not rest:
        return line.with_changes(body=[fresh])
    if only.lpar is None:
        rest[-1] = rest[-1].with_changes(comma=libcst.MaybeSentinel.DEFAULT)
    return libcst.FlattenSentinel(
        [
            line.with_changes(body=[only.with_changes(names=rest)]),
            libcst.SimpleStatementLine(body=[fresh]),
        ]
    )


def with_import(module: libcst.Module, name: str) -> libcst.Module:
    """The module with `import name` among its imports."""
    context = CodemodContext()
    AddImportsVisitor.add_needed_import(context, name)
    return AddImportsVisitor(context).transform_module(module)
