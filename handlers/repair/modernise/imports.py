"""Rewriting one `from` import: renamed names go to their new modules, the others stay where they are."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import libcst

from handlers.repair.modernise.modules import dotted, moved_from
from handlers.repair.modernise.rename import Rename

Small = libcst.BaseSmallStatement


def rewrite(
    original: libcst.ImportFrom, updated: libcst.ImportFrom, renames: Sequence[Rename], kept: Collection[Rename]
) -> list[Small]:
    """The import as one statement or several; `kept` are the renames that leave the old name standing by an alias."""
    if isinstance(original.names, libcst.ImportStar) or isinstance(updated.names, libcst.ImportStar):
        return [moved_from(updated, renames)]
    here: list[libcst.ImportAlias] = []
    elsewhere: dict[str, list[libcst.ImportAlias]] = {}
    for before, alias in zip(original.names, updated.names, strict=True):
        rename = next((each for each in renames if each.imports(original, before)), None)
        if rename is None:
            here.append(alias)
            continue
        moved = _renamed(alias, rename, rename in kept)
        if rename.old_module == rename.new_module:
            here.append(moved)
        else:
            elsewhere.setdefault(rename.new_module, []).append(moved)
    return _statements(moved_from(updated, renames), here, elsewhere)


def _renamed(alias: libcst.ImportAlias, rename: Rename, keeps: bool) -> libcst.ImportAlias:
    asname = alias.asname
    if keeps and asname is None:
        asname = libcst.AsName(name=libcst.Name(rename.old_name))
    if alias.evaluated_alias == rename.new_name:
        asname = None
    return alias.with_changes(name=libcst.Name(rename.new_name), asname=asname)


def _statements(
    node: libcst.ImportFrom, here: list[libcst.ImportAlias], elsewhere: dict[str, list[libcst.ImportAlias]]
) -> list[Small]:
    if not here and len(elsewhere) == 1:
        (module, aliases), *_ = elsewhere.items()
        return [node.with_changes(module=dotted(module), relative=(), names=aliases)]
    found = [node.with_changes(names=_closed(node, here))] if here else []
    for module, aliases in elsewhere.items():
        bare = [alias.with_changes(comma=libcst.MaybeSentinel.DEFAULT) for alias in aliases]
        found.append(node.with_changes(module=dotted(module), relative=(), names=bare, lpar=None, rpar=None))
    between = [each.with_changes(semicolon=libcst.MaybeSentinel.DEFAULT) for each in found[:-1]]
    return [*between, found[-1]]


def _closed(node: libcst.ImportFrom, aliases: list[libcst.ImportAlias]) -> list[libcst.ImportAlias]:
    """The names with no comma after the last, which only brackets allow."""
    if node.lpar is not None:
        return aliases
    return [*aliases[:-1], aliases[-1].with_changes(comma=libcst.MaybeSentinel.DEFAULT)]


def comments(node: libcst.ImportFrom, names: Collection[str]) -> list[libcst.EmptyLine]:
    """The comments beside the imported `names` of a bracketed import, and on the lines after them."""
    if isinstance(node.names, libcst.ImportStar):
        return []
    found: list[libcst.Comment | None] = []
    for alias in node.names:
        if alias.evaluated_name in names and isinstance(alias.comma, libcst.Comma):
            space = alias.comma.whitespace_after
            if isinstance(space, libcst.ParenthesizedWhitespace):
                found += [space.first_line.comment, *(line.comment for line in space.empty_lines)]
    return [libcst.EmptyLine(comment=comment) for comment in found if comment]
