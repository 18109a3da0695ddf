"""Declared renames, and files moved to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import libcst
from libcst.codemod import CodemodContext
from libcst.codemod.visitors import AddImportsVisitor
from libcst.metadata import MetadataWrapper, ScopeProvider

from handlers.core.errors import Usage
from handlers.repair.codec import decode
from handlers.repair.judge import refusal
from handlers.repair.modernise.bindings import bind, scopes_of
from handlers.repair.modernise.leftovers import Leftover, Leftovers
from handlers.repair.modernise.modules import nearest_first
from handlers.repair.modernise.move import Move
from handlers.repair.modernise.outside import outside
from handlers.repair.modernise.rename import Rename

_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")


@dataclass(frozen=True, slots=True)
class Moved:
    """A text after the renames, and what in it still goes by an old name."""

    source: str
    left: tuple[Leftover, ...] = ()


def declared(renames: Mapping[str, str]) -> list[Rename]:
    """The renames of a stack file, each to the end of its chain (A to B, B to C).

    Usage where one is not a dotted name, only one side has a module, or they lead round in a circle.
    """
    found = []
    for old, new in renames.items():
        if not (_DOTTED.fullmatch(old) and _DOTTED.fullmatch(new)):
            raise Usage(f"{old!r}: {new!r} is not a rename; write `old.module.Name: new.module.Name`")
        if ("." in old) != ("." in new):
            raise Usage(f"{old!r}: {new!r} names a module on one side only; write `old.module.Name: new.module.Name`")
        found.append(Rename(old, _last(new, renames)))
    return found


def _last(name: str, renames: Mapping[str, str]) -> str:
    for _ in renames:
        if name not in renames:
            return name
        name = renames[name]
    raise Usage(f"the renames lead from {name!r} back to {name!r}: take one of them out")


def modernise_text(source: str, renames: Sequence[Rename], relied: Collection[str] = ()) -> Moved:
    """`source` with every use of the old names that is one beyond doubt moved to the new ones.

    An old name may be a module's. `relied` are old names that other files import from this one. A name that cannot be
    given up in a scope is imported as the new thing under its old name, so that nothing breaks. A text that does not
    parse comes back as it is.
    """
    named = [rename for rename in renames if re.search(rf"\b{rename.old_name}\b", source)]
    if not named:
        return Moved(source)
    try:
        return _moved(source, named, relied)
    except (libcst.ParserSyntaxError, RecursionError):
        return Moved(source, (Leftover(1, "the file cannot be read as Python, so nothing in it was moved"),))


def modernise_file(
    data: bytes, renames: Sequence[Rename], relied: Collection[str] = (), accepts: Callable[[bytes], bool] | None = None
) -> tuple[bytes, Moved]:
    """A file's bytes with the renames applied (the same ones where nothing changes), and what is left to look at.

    `accepts` says what compiles, where that is another Python's to say.
    """
    accepts = accepts or _compiles
    text, codec = decode(data)
    if not any(re.search(rf"\b{rename.old_name}\b", text) for rename in renames):
        return data, Moved(text)
    if not accepts(data):
        return data, Moved(text, (Leftover(1, "the file does not compile: repair it first"),))
    moved = modernise_text(text, renames, relied)
    if moved.source == text:
        return data, moved
    after = codec.encode(moved.source)
    if not accepts(after):
        return data, Moved(text, (Leftover(1, "moved, the file would no longer compile, so nothing in it was"),))
    return after, moved


def _compiles(data: bytes) -> bool:
    return refusal(data) is None


def _moved(source: str, renames: Sequence[Rename], relied: Collection[str]) -> Moved:
    wrapper = MetadataWrapper(libcst.parse_module(source))
    scopes = scopes_of(wrapper.resolve(ScopeProvider))
    found = {
        rename: bind(scopes, rename, outside(wrapper.module, rename, rename.old_name in relied))
        for rename in nearest_first(renames)
    }
    move = Move(found)
    after = wrapper.visit(move)
    if move.stuck:
        move = Move(found, move.stuck)
        after = wrapper.visit(move)
    for module in move.wanted(after):
        after = _with_import(after, module)
    leftovers = Leftovers(found, move.attributes)
    wrapper.visit(leftovers)
    return Moved(after.code, tuple(sorted(set(leftovers.found), key=lambda left: (left.line, left.what))))


def _with_import(module: libcst.Module, name: str) -> libcst.Module:
    """The module with `import name` among its imports."""
    context = CodemodContext()
    AddImportsVisitor.add_needed_import(context, name)
    return AddImportsVisitor(context).transform_module(module)
