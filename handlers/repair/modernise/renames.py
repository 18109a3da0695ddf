"""Declared renames, and files moved to them."""

from __future__ import annotations

import re
from collections.abc import Mapping

import libcst
from libcst.metadata import MetadataWrapper

from handlers.core.errors import Usage
from handlers.repair.codec import decode
from handlers.repair.judge import compiles
from handlers.repair.modernise.move import Move, Rename, with_import

_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")


def declared(renames: Mapping[str, str]) -> list[Rename]:
    """The renames of a stack file. Usage where one is not a dotted name, or only one side has a module."""
    found = []
    for old, new in renames.items():
        if not (_DOTTED.fullmatch(old) and _DOTTED.fullmatch(new)):
            raise Usage(f"{old!r}: {new!r} is not a rename; write `old.module.Name: new.module.Name`")
        if ("." in old) != ("." in new):
            raise Usage(f"{old!r}: {new!r} names a module on one side only; write `old.module.Name: new.module.Name`")
        found.append(Rename(old, new))
    return found


def modernise_text(source: str, renames: list[Rename]) -> str:
    """`source` with every use of the old names moved to the new ones; as it was where it does not parse."""
    for rename in renames:
        if re.search(rf"\b{rename.old_name}\b", source):
            try:
                source = _apply(source, rename)
            except (libcst.ParserSyntaxError, RecursionError):
                return source
    return source


def modernise_file(data: bytes, renames: list[Rename]) -> bytes | None:
    """A file's bytes with the renames applied; None where nothing changes or the outcome would not compile."""
    text, codec = decode(data)
    if not any(rename.old_name in text for rename in renames) or not compiles(text):
        return None
    after = modernise_text(text, renames)
    return codec.encode(after) if after != text and compiles(after) else None


def _apply(source: str, rename: Rename) -> str:
    move = Move(rename)
    moved = MetadataWrapper(libcst.parse_module(source)).visit(move)
    return with_import(moved, rename.new_module).code if move.reached_by_module else moved.code
