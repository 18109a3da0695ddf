"""Look at files: their digest, whether CPython must be asked, what is worth a note. Runs in worker processes."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.repair.judge import Refusal, refusal
from handlers.repair.scan.suspects import may_hide

LARGEST = 16_000_000  # bytes; compiling takes some fifty times a file's size in memory
_GENERATED = re.compile(rb"@generated|DO NOT EDIT|[Gg]enerated by", re.ASCII)


@dataclass(frozen=True, slots=True)
class Looked:
    """One file: `problem` where it could not be read, else the digest of its bytes and what it may hide."""

    path: str
    digest: str = ""
    size: int = 0
    suspect: bool = False
    generated: bool = False
    problem: str = ""


def look(top: str, formats_nest: bool, paths: Sequence[str]) -> list[Looked]:
    """Read each of `paths` (relative to `top`) once."""
    return [_look(top, formats_nest, path) for path in paths]


def judge(top: str, paths: Sequence[str]) -> list[Refusal | None]:
    """This interpreter's verdict on each file."""
    return [_judge(f"{top}/{path}") for path in paths]


def read(path: str, largest: int = LARGEST) -> bytes:
    """The bytes of a regular file. OSError, also where it is larger than `largest` or no regular file."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise OSError("not a regular file")
        if status.st_size > largest:
            raise OSError(f"too large to judge ({status.st_size // 1_000_000} MB)")
        return file.read()


def digest(data: bytes) -> str:
    """The name of a content."""
    return hashlib.blake2b(data, digest_size=20).hexdigest()


def _look(top: str, formats_nest: bool, path: str) -> Looked:
    try:
        data = read(f"{top}/{path}")
    except OSError as problem:
        return Looked(path, problem=problem.strerror or str(problem))
    generated = bool(_GENERATED.search(data[:600]))
    return Looked(path, digest(data), len(data), may_hide(data, formats_nest), generated)


def _judge(path: str) -> Refusal | None:
    try:
        return refusal(read(path))
    except OSError as problem:
        return Refusal(f"unreadable: {problem.strerror or problem}")
