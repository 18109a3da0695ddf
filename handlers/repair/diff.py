"""A patch that `git apply` understands."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff

from handlers.repair.words import split_lines

_QUOTED = '"\\'
_NO_NEWLINE = "\\ No newline at end of file\n"


def diff(path: str, before: bytes, after: bytes) -> str:
    """The unified diff of one file; bytes that are not UTF-8 are kept as lone surrogates."""
    old, new = (data.decode("utf-8", "surrogateescape") for data in (before, after))
    return "".join(_lines(path, split_lines(old), split_lines(new)))


def _lines(path: str, old: list[str], new: list[str]) -> Iterator[str]:
    for line in unified_diff(old, new, _name(f"a/{path}"), _name(f"b/{path}")):
        yield line if line.endswith("\n") else f"{line}\n{_NO_NEWLINE}"


def _name(path: str) -> str:
    """A file's name as git writes it into a patch: odd ones in quotes, and a tab behind one with a space in it."""
    if any(character in _QUOTED or ord(character) < ord(" ") for character in path):
        return '"' + "".join(map(_quoted, path)) + '"'
    return path + "\t" if " " in path else path


def _quoted(character: str) -> str:
    if character in _QUOTED:
        return "\\" + character
    return f"\\{ord(character):03o}" if ord(character) < ord(" ") else character
