"""What still goes by an old name after the renames, for a person to look at."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import libcst
from libcst.metadata import PositionProvider

from handlers.repair.modernise.bindings import Bindings
from handlers.repair.modernise.rename import Rename, module_of


@dataclass(frozen=True, slots=True)
class Leftover:
    """A place that names a renamed thing and was not moved: `line` is 1-based, in the text as it was."""

    line: int
    what: str


class Leftovers(libcst.CSTVisitor):
    """Collects them from the tree as it was. `moved`: attributes that were moved."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, bindings: Mapping[Rename, Bindings], moved: Collection[libcst.CSTNode]) -> None:
        super().__init__()
        self._bindings = bindings
        self._moved = moved
        self.found: list[Leftover] = []

    def _tell(self, node: libcst.CSTNode, what: str) -> None:
        self.found.append(Leftover(self.get_metadata(PositionProvider, node).start.line, what))

    def visit_ImportFrom(self, node: libcst.ImportFrom) -> bool:  # noqa: N802
        """An import of something else of that name, or one that must keep it."""
        for rename, bound in self._bindings.items():
            if why := bound.kept.get(node):
                self._tell(node, f"imported as `{rename.old_name}` still: {why}")
            elif not isinstance(node.names, libcst.ImportStar):
                self._other(node, rename, node.names)
        return False

    def _other(self, node: libcst.ImportFrom, rename: Rename, names: Collection[libcst.ImportAlias]) -> None:
        for alias in names:
            if alias.evaluated_name == rename.old_name and not rename.imports(node, alias):
                self._tell(node, f"`{rename.old_name}` is imported from `{module_of(node)}`, which no rename speaks of")

    def visit_Name(self, node: libcst.Name) -> None:  # noqa: N802
        """A use that no import of the file explains."""
        for rename, bound in self._bindings.items():
            if node in bound.loose:
                self._tell(node, f"`{rename.old_name}` is used, but nothing here names it: a star import may bring it")

    def visit_Attribute(self, node: libcst.Attribute) -> None:  # noqa: N802
        """An attribute of that name of something else, or of something unknown."""
        for rename in self._bindings:
            if node.attr.value == rename.old_name and node not in self._moved:
                self._tell(node, f"`{_code(node)}`: an attribute of that name, which was not moved")

    def visit_SimpleString(self, node: libcst.SimpleString) -> None:  # noqa: N802
        """Text that is a name or a path."""
        self._text(node, node.raw_value)

    def visit_FormattedStringText(self, node: libcst.FormattedStringText) -> None:  # noqa: N802
        """Part of an f-string that is a name or a path."""
        self._text(node, node.value)

    def _text(self, node: libcst.CSTNode, text: str) -> None:
        for rename in self._names_in(text):
            if node not in self._bindings[rename].uses | self._bindings[rename].spared:
                self._tell(node, f'"{text}": a string that names it')

    def _names_in(self, text: str) -> Iterator[Rename]:
        if not text or re.search(r"\s", text):
            return
        for rename in self._bindings:
            path = rename.old_module and (text == rename.old or text.startswith(rename.old + "."))
            if not path and re.search(rf"\b{rename.old_name}\b", text):
                yield rename


def _code(node: libcst.BaseExpression) -> str:
    return libcst.Module(body=[]).code_for_node(node)
