"""A patch that `git apply` understands."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff

from handlers.repair.words import split_lines

_NO_NEWLINE = "\\ No newline at end of file\n"


def diff(path: str, before: bytes, after: bytes) -> str:
    """The unified diff of one file; bytes that are not UTF-8 are kept as lone surrogates."""
    old, new = (data.decode("utf-8", "surrogateescape") for data in (before, after))
    return "".join(_lines(path, split_lines(old), split_lines(new)))


def _lines(path: str, old: list[str], new: list[str]) -> Iterator[str]:
    for line in unified_diff(old, new, f"a/{path}", f"b/{path}"):
        yield line if line.endswith("\n") else f"{line}\n{_NO_NEWLINE}"
