"""The scan's worker: compiles suspects, on the configured interpreter, in a process of its own.

Started as a bare script with nothing but the standard library, so that it is ready in some twenty milliseconds and
whatever the compiler does to its process (deep nesting can end it) stays there. A JSON list of [path, suspicions] a
line on standard input, a JSON list of verdicts a line on standard output. Nothing newer than Python 3.7 in here.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
import warnings

from handlers.repair.scan.suspects import confirms

LARGEST = 16_000_000  # bytes; compiling takes some fifty times a file's size in memory
MEMORY = 1_000_000_000  # bytes a worker may map
UNJUDGED = -1  # the line of an answer that is no verdict
_SIZEABLE = 500_000  # bytes; a smaller file that takes so much memory is nested too deeply
_FIRST = 1 << 17
_REFUSALS = (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError)


def read(path: str, largest: int = LARGEST) -> bytes:
    """The bytes of a regular file. OSError, also where it is larger than `largest` or no regular file."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise OSError("not a regular file")
        if status.st_size > largest:
            raise OSError(f"too large to judge ({status.st_size // 1000000} MB)")
        parts = [os.read(handle, status.st_size + 1)]
        while parts[-1] and len(parts[0]) > status.st_size and sum(map(len, parts)) < largest:
            parts.append(os.read(handle, _FIRST))
        return parts[0] if len(parts) == 1 else b"".join(parts)
    finally:
        os.close(handle)


def digest(data: bytes) -> str:
    """The name of a content."""
    return hashlib.sha256(data).hexdigest()[:40]


def judge(data: bytes) -> tuple[str, int] | None:
    """None where the compiler accepts `data`, else its words and the line it names."""
    try:
        compile(data, "<repair>", "exec", 0, True)
    except _REFUSALS as problem:
        if isinstance(problem, MemoryError) and len(data) > _SIZEABLE:
            return "too large to judge in the memory a worker may use", UNJUDGED
        said = getattr(problem, "msg", None) or str(problem) or type(problem).__name__
        return str(said), getattr(problem, "lineno", None) or 0
    return None


def _judged(path: str, suspicions: list[str]) -> tuple[str, int] | None:
    try:
        data = read(path)
    except OSError as problem:
        return problem.strerror or str(problem), UNJUDGED
    return judge(data) if not suspicions or confirms(data, suspicions) else None


def _bound_memory() -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    except (ImportError, OSError, ValueError):
        return


def main() -> None:
    """Answer until the input ends."""
    warnings.simplefilter("ignore")
    _bound_memory()
    for line in sys.stdin:
        sys.stdout.write(json.dumps([_judged(path, suspicions) for path, suspicions in json.loads(line)]) + "\n")
        sys.stdout.flush()
