"""One run at a time on one tree. The kernel drops the lock with its holder, so it can never be stale."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from handlers.core.errors import Temporary


@contextmanager
def locked(state: Path, top: Path) -> Iterator[None]:
    """Hold the tree's lock for the block. Temporary where another process holds it, naming that process."""
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = hashlib.blake2b(os.fsencode(top.resolve()), digest_size=8).hexdigest()
    with (state / f"{name}.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            file.seek(0)
            holder = file.read(20).strip() or "unknown"
            raise Temporary(f"another repair (process {holder}) is at work on {top}", retry_after=10) from problem
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
