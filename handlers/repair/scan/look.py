"""Read files once each: their digests, and what they may hide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from handlers.repair.scan.pool import batches, processors
from handlers.repair.scan.screen import suspicions
from handlers.repair.scan.worker import LARGEST, digest, read

__all__ = ["LARGEST", "Looked", "digest", "look", "read"]

_AT_ONCE = 150  # files
_MARKS = (b"@generated", b"DO NOT EDIT", b"enerated by")


@dataclass(slots=True)
class Looked:
    """One file: `problem` where it could not be read, else the digest of its bytes and what it may hide."""

    path: str
    digest: str = ""
    size: int = 0
    suspicions: Sequence[str] = ()
    generated: bool = False
    problem: str = ""


def look(top: Path, paths: Sequence[str], version: tuple[int, int]) -> Iterator[Looked]:
    """Look at each of `paths` (relative to `top`), in order; `version` is that of the configured Python.

    In threads: reading, hashing and screening let go of the interpreter lock.
    """
    one = partial(_look, f"{top}/", version >= (3, 12))
    with ThreadPoolExecutor(processors()) as threads:
        for looked in threads.map(lambda batch: [one(path) for path in batch], batches(paths, _AT_ONCE)):
            yield from looked


def _look(top: str, formats_nest: bool, path: str) -> Looked:
    try:
        data = read(top + path)
    except OSError as problem:
        return Looked(path, problem=problem.strerror or str(problem))
    head = data[:600]
    generated = any(mark in head for mark in _MARKS)
    return Looked(path, digest(data), len(data), suspicions(data, formats_nest), generated)
