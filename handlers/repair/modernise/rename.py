"""One declared rename, and what counts as the thing it renames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import libcst
from libcst.helpers import get_full_name_for_node
from libcst.metadata import QualifiedName, QualifiedNameSource


@dataclass(frozen=True, slots=True)
class Rename:
    """`old` and `new` as dotted paths (`module.Name`), or both as bare names, whatever module they come from.

    `old` may be a module, too. `own`: last parts of the names of modules in the tree that define the old name
    themselves, which is theirs to keep. `package`: that of the file in hand, where it is known, for relative imports.
    """

    old: str
    new: str
    own: frozenset[str] = frozenset()
    package: str = ""

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
        """Whether what these qualified names stand for is the renamed thing, and nothing else."""
        return bool(names) and all(
            found.source is QualifiedNameSource.IMPORT and self._is_old(found.name) for found in names
        )

    def moved(self, module: str) -> str | None:
        """The path of a module after the rename of it, or of a package it lies in; None where neither is renamed."""
        inside = self.old_module and (module == self.old or module.startswith(self.old + "."))
        return self.new + module[len(self.old) :] if inside else None

    def imports(self, node: libcst.ImportFrom, alias: libcst.ImportAlias) -> bool:
        """Whether this part of an import brings the renamed thing."""
        module = absolute(module_of(node), self.package)
        if alias.evaluated_name != self.old_name:
            return False
        return module == self.old_module if self.old_module else self._is_old(f"{module}.{self.old_name}")

    def _is_old(self, path: str) -> bool:
        if self.old_module:
            return path == self.old
        module, _, name = path.rpartition(".")
        return name == self.old and module.rpartition(".")[2] not in self.own


def absolute(module: str, package: str) -> str:
    """The full name of `module`, which may begin with dots, for a file of `package`; as it is where that is unknown."""
    path = module.lstrip(".")
    dots = len(module) - len(path)
    parts = package.split(".") if package else []
    if not dots or dots > len(parts):
        return module
    return ".".join([*parts[: len(parts) - dots + 1], *([path] if path else [])])


def module_of(node: libcst.ImportFrom) -> str:
    """The module a `from` import names, with the dots of a relative one."""
    name = get_full_name_for_node(node.module) if node.module else ""
    return "." * len(node.relative) + (name or "")
