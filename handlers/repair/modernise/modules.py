"""Renamed modules: what is imported from them, and under which path."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import libcst
from libcst.helpers import get_full_name_for_node

from handlers.repair.modernise.rename import Rename, absolute, module_of

Dotted = libcst.Name | libcst.Attribute


def moved_from(node: libcst.ImportFrom, renames: Collection[Rename]) -> libcst.ImportFrom:
    """A `from` import with its module's new path, relative still where the new one lies in the same package."""
    written = module_of(node)
    for rename in nearest_first(renames):
        after = rename.moved(absolute(written, rename.package))
        if after is None:
            continue
        if not node.relative:
            return node.with_changes(module=dotted(after))
        above = absolute("." * len(node.relative), rename.package)
        if after.startswith(above + "."):
            return node.with_changes(module=dotted(after.removeprefix(above + ".")))
        return node.with_changes(module=dotted(after), relative=())
    return node


def moved_import(node: libcst.ImportAlias, renames: Collection[Rename]) -> tuple[libcst.ImportAlias, Rename] | None:
    """A part of an `import` with its module's new path, and the rename that moved it; None where none does."""
    path = get_full_name_for_node(node.name) or ""
    for rename in nearest_first(renames):
        after = rename.moved(path)
        if after is not None:
            return node.with_changes(name=dotted(after)), rename
    return None


def package_of(top: Path, path: str) -> str:
    """The package that the file at `path` below `top` belongs to, as its `__init__.py` files say; empty for none."""
    parts: list[str] = []
    folder = (top / path).parent
    while folder != top.parent and (folder / "__init__.py").is_file():
        parts.insert(0, folder.name)
        folder = folder.parent
    return ".".join(parts)


def roots_left(module: libcst.Module, roots: Collection[str]) -> Iterator[str]:
    """Those of `roots`, packages whose import was moved elsewhere, that the module still uses and imports nowhere."""
    seen = _Roots()
    module.visit(seen)
    yield from (root for root in sorted(roots) if root in seen.used and root not in seen.imported)


class _Roots(libcst.CSTVisitor):
    """The names a module uses, and the packages it imports."""

    def __init__(self) -> None:
        super().__init__()
        self.used: set[str] = set()
        self.imported: set[str] = set()

    def visit_Import(self, node: libcst.Import) -> bool:  # noqa: N802
        self.imported.update(alias.evaluated_name.partition(".")[0] for alias in node.names if alias.asname is None)
        return False

    def visit_ImportFrom(self, _: libcst.ImportFrom) -> bool:  # noqa: N802
        return False

    def visit_Attribute(self, node: libcst.Attribute) -> None:  # noqa: N802
        if isinstance(node.value, libcst.Name):
            self.used.add(node.value.value)


def dotted(path: str) -> Dotted:
    """The syntax of a dotted name."""
    found = libcst.parse_expression(path)
    if not isinstance(found, libcst.Name | libcst.Attribute):
        raise TypeError(f"{path} is no dotted name")
    return found


def nearest_first(renames: Collection[Rename]) -> list[Rename]:
    """The longest path first: what is said of a module counts before what is said of the package around it."""
    return sorted(renames, key=lambda rename: -len(rename.old))
