"""Declared renames carried out on a syntax tree: imports, names, attributes, dotted paths in strings, annotations."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

import libcst
from libcst.metadata import ParentNodeProvider, QualifiedNameProvider, Scope, ScopeProvider

from handlers.repair.modernise.bindings import Bindings
from handlers.repair.modernise.imports import comments, rewrite
from handlers.repair.modernise.modules import moved_import, roots_left
from handlers.repair.modernise.rename import Rename


class Move(libcst.CSTTransformer):
    """Carries out renames as their bindings say.

    `attributes`: what names a renamed thing by a path and was moved, in uses and in imports.
    """

    METADATA_DEPENDENCIES = (ParentNodeProvider, QualifiedNameProvider, ScopeProvider)

    def __init__(self, bindings: Mapping[Rename, Bindings], stuck: Collection[Rename] = ()) -> None:
        """`stuck`: modules whose imports and uses stay as they are."""
        super().__init__()
        self._bindings = bindings
        self._paths = [rename for rename in bindings if rename not in stuck]
        self.attributes: set[libcst.CSTNode] = set()
        self._reached: set[Rename] = set()
        self._stuck: set[Rename] = set()
        self._imported: dict[Rename, set[str]] = {}

    @property
    def stuck(self) -> set[Rename]:
        """Modules of which a use cannot reach the new place, so that the old import is needed as well."""
        return self._stuck & self._imported.keys()

    def wanted(self, module: libcst.Module) -> list[str]:
        """The modules that `module`, the outcome, must import besides: new places reached, packages still used."""
        found = {rename.new_module for rename in self._reached if rename not in self._imported}
        paths = {path for paths in self._imported.values() for path in paths}
        found.update(roots_left(module, {path.partition(".")[0] for path in paths}))
        return sorted(found)

    def _followed(self, node: libcst.CSTNode) -> Rename | None:
        return next((rename for rename, bound in self._bindings.items() if node in bound.uses), None)

    def leave_Name(self, original_node: libcst.Name, updated_node: libcst.Name) -> libcst.BaseExpression:  # noqa: N802
        """A use of the imported name itself (an alias keeps its own)."""
        rename = self._followed(original_node)
        return updated_node.with_changes(value=rename.new_name) if rename else updated_node

    def leave_Attribute(  # noqa: N802
        self, original_node: libcst.Attribute, updated_node: libcst.Attribute
    ) -> libcst.BaseExpression:
        """A use through the module: `module.Name`."""
        names = tuple(self.get_metadata(QualifiedNameProvider, original_node, ()))
        for rename in self._paths:
            if original_node.attr.value != rename.old_name or not rename.means(names):
                continue
            if rename.old_module == rename.new_module:
                self.attributes.add(original_node)
                return updated_node.with_changes(attr=libcst.Name(rename.new_name))
            if self._is_free(original_node, rename.new_module.partition(".")[0]):
                self.attributes.add(original_node)
                self._reached.add(rename)
                return libcst.parse_expression(rename.new)
            self._stuck.add(rename)
        return updated_node

    def leave_ImportAlias(  # noqa: N802
        self, original_node: libcst.ImportAlias, updated_node: libcst.ImportAlias
    ) -> libcst.ImportAlias:
        """A module imported by its path: `import package.module`."""
        moved = moved_import(original_node, self._paths)
        if moved is None or not isinstance(self.get_metadata(ParentNodeProvider, original_node), libcst.Import):
            return updated_node
        alias, rename = moved
        self.attributes.update(_parts(original_node.name))
        if original_node.asname is None:
            self._imported.setdefault(rename, set()).add(original_node.evaluated_name)
        return updated_node.with_changes(name=alias.name)

    def _is_free(self, node: libcst.CSTNode, package: str) -> bool:
        """Whether `package` means that package, or nothing yet, where `node` stands and at the top of the file."""
        scope = self.get_metadata(ScopeProvider, node, None)
        if not isinstance(scope, Scope):
            return False
        names = [found for each in (scope, scope.globals) for found in each.get_qualified_names_for(package)]
        return all(found.name == package or found.name.startswith(package + ".") for found in names)

    def leave_ImportFrom(  # noqa: N802
        self, original_node: libcst.ImportFrom, updated_node: libcst.ImportFrom
    ) -> libcst.ImportFrom | libcst.FlattenSentinel[libcst.BaseSmallStatement]:
        """The moved names are taken out of the list and imported from their new place."""
        kept = [rename for rename, bound in self._bindings.items() if original_node in bound.kept]
        found = rewrite(original_node, updated_node, list(self._bindings), kept)
        return libcst.FlattenSentinel(found)

    def leave_SimpleStatementLine(  # noqa: N802
        self, original_node: libcst.SimpleStatementLine, updated_node: libcst.SimpleStatementLine
    ) -> libcst.SimpleStatementLine | libcst.FlattenSentinel[libcst.SimpleStatementLine]:
        """A line that was one import and is several now becomes as many lines."""
        only = original_node.body[0]
        if not isinstance(only, libcst.ImportFrom) or len(original_node.body) > 1 or len(updated_node.body) == 1:
            return updated_node
        first, *others = updated_node.body
        told = comments(only, {rename.old_name for rename in self._bindings if _moves(rename, only)})
        lines = [libcst.SimpleStatementLine(body=[_ended(each)]) for each in others]
        lines[0] = lines[0].with_changes(leading_lines=told)
        return libcst.FlattenSentinel([updated_node.with_changes(body=[_ended(first)]), *lines])

    def leave_SimpleString(  # noqa: N802
        self, original_node: libcst.SimpleString, updated_node: libcst.SimpleString
    ) -> libcst.BaseExpression:
        """A dotted path in a string (`patch("module.Name.method")`) or a name in an annotation; other text stays."""
        value = updated_node.value
        for rename, bound in self._bindings.items():
            text = updated_node.raw_value
            if original_node in bound.uses:
                value = re.sub(rf"(?<![\w.]){rename.old_name}\b", rename.new_name, value)
            elif rename.old_module and (text == rename.old or text.startswith(rename.old + ".")):
                value = value.replace(rename.old, rename.new, 1)
        return updated_node.with_changes(value=value)


def _parts(path: libcst.BaseExpression) -> Iterator[libcst.CSTNode]:
    while isinstance(path, libcst.Attribute):
        yield path
        path = path.value


def _moves(rename: Rename, node: libcst.ImportFrom) -> bool:
    names = () if isinstance(node.names, libcst.ImportStar) else node.names
    return rename.old_module != rename.new_module and any(rename.imports(node, alias) for alias in names)


def _ended(statement: libcst.BaseSmallStatement) -> libcst.BaseSmallStatement:
    return statement.with_changes(semicolon=libcst.MaybeSentinel.DEFAULT)
