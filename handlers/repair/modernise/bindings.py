"""Which names of a file stand for the renamed thing, and where it must keep its old name lest something break."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import libcst
from libcst.metadata import Access, Assignment, BaseAssignment, GlobalScope, ImportAssignment, Scope

from handlers.repair.modernise.rename import Rename


@dataclass(frozen=True, slots=True)
class Bindings:
    """What one rename comes to in one file.

    `uses`: names and string annotations that follow. `kept`: imports that bring the new thing under its old name
    -> why. `loose`: uses of the old name that nothing in the file binds (a star import may). `spared`: entries of
    `__all__` that stay, since the name does.
    """

    uses: set[libcst.CSTNode] = field(default_factory=set)
    kept: dict[libcst.CSTNode, str] = field(default_factory=dict)
    loose: list[libcst.CSTNode] = field(default_factory=list)
    spared: set[libcst.CSTNode] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Outside:
    """What stands about the name outside the scopes: `entries` of `__all__`, `statements` global or nonlocal that
    name it, and whether other files take it from this one (`relied`).
    """

    entries: tuple[libcst.CSTNode, ...] = ()
    statements: bool = False
    relied: bool = False


def bind(scopes: Iterable[Scope], rename: Rename, outside: Outside) -> Bindings:
    """Decide, scope by scope, what `rename` does to the imports in it and to every use of them."""
    found = Bindings()
    for scope in scopes:
        found.loose.extend(access.node for access in scope.accesses[rename.old_name] if not access.referents)
        here = set(scope.assignments[rename.old_name])
        meant = {each for each in here if _is_meant(each, rename)}
        if not meant:
            continue
        accesses = [access for each in meant for access in each.references]
        why = _obstacle(scope, accesses, rename, outside)
        if here != meant:
            why = f"`{rename.old_name}` gets another value here too"
        entries = outside.entries if isinstance(scope, GlobalScope) else ()
        if why:
            found.kept.update({each.node: why for each in meant if isinstance(each, Assignment)})
            found.spared.update(entries)
        else:
            found.uses.update([*(access.node for access in accesses), *entries])
    return found


def _is_meant(assignment: BaseAssignment, rename: Rename) -> bool:
    node = assignment.node if isinstance(assignment, ImportAssignment) else None
    if not isinstance(node, libcst.ImportFrom) or isinstance(node.names, libcst.ImportStar):
        return False
    return any(alias.asname is None and rename.imports(node, alias) for alias in node.names)


def _obstacle(scope: Scope, accesses: list[Access], rename: Rename, outside: Outside) -> str:
    """Why the thing cannot go by its new name in this scope; empty where it can."""
    if isinstance(scope, GlobalScope) and rename.old_module and outside.entries:
        return "`__all__` names it"
    if isinstance(scope, GlobalScope) and rename.old_module and outside.relied:
        return "other files import it from here"
    if outside.statements:
        return "a `global` or `nonlocal` statement names it"
    if any(_is_taken(each, rename) for each in {scope, *(access.scope for access in accesses)}):
        return f"`{rename.new_name}` means something else here"
    if not all(isinstance(access.node, libcst.Name | libcst.SimpleString) for access in accesses):
        return "an annotation in pieces names it"
    return ""


def _is_taken(scope: Scope, rename: Rename) -> bool:
    """Whether the new name, seen from `scope`, is bound to anything but the new thing."""
    return rename.new_name != rename.old_name and any(not _is_new(found, rename) for found in scope[rename.new_name])


def _is_new(assignment: BaseAssignment, rename: Rename) -> bool:
    if not isinstance(assignment, ImportAssignment):
        return False
    names = {found.name for found in assignment.get_qualified_names_for(rename.new_name)}
    return bool(names) and all(
        name == rename.new if rename.new_module else name.rpartition(".")[2] == rename.new for name in names
    )


def scopes_of(metadata: Mapping[libcst.CSTNode, Scope | None]) -> list[Scope]:
    """Every scope of a file once, outer ones first as the file is read."""
    return [scope for scope in dict.fromkeys(metadata.values()) if scope is not None]
