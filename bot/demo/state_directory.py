"""The demo's files: one directory per running stack, and the sweeping of those whose stack was killed."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from pathlib import Path

_PREFIX = "opsmedic-demo-"
_LONGEST = 60  # a Unix socket's path may have 107 bytes, and Postgres' is inside


class StateDirectory:
    """A directory that is locked while its stack lives, and removed at the end.

    Its parents can be entered by the account Postgres runs as; `open` first removes directories whose lock is free.
    """

    def __init__(self) -> None:
        self._descriptor = -1
        self.path = Path()

    def open(self) -> None:
        """Sweep, create and lock."""
        base = _base()
        sweep(base)
        while self._descriptor < 0:
            self.path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=base))
            self._descriptor = _lock(self.path)
        self.path.chmod(0o711)

    def close(self) -> None:
        """Remove all of it."""
        if self._descriptor >= 0:
            shutil.rmtree(self.path, ignore_errors=True)
            os.close(self._descriptor)
            self._descriptor = -1


def sweep(base: Path) -> None:
    """Remove the directories under `base` that a killed stack left."""
    for path in base.glob(_PREFIX + "*"):
        descriptor = _lock(path)
        if descriptor >= 0:
            shutil.rmtree(path, ignore_errors=True)
            os.close(descriptor)


def _lock(path: Path) -> int:
    """A descriptor that holds the directory's lock, or -1 when another has it or the directory is gone."""
    descriptor = -1
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(descriptor).st_ino == path.stat().st_ino and path.stat().st_uid == os.geteuid():
            return descriptor
    except OSError:
        pass
    if descriptor >= 0:
        with contextlib.suppress(OSError):
            os.close(descriptor)
    return -1


def _base() -> Path:
    for name in (tempfile.gettempdir(), "/tmp", "/var/tmp", "/dev/shm"):  # noqa: S108 - mkdtemp makes names safe
        path = Path(name).resolve()
        if path.is_dir() and os.access(path, os.W_OK) and len(str(path)) < _LONGEST and may_enter(path):
            return path
    raise OSError("no temporary directory that Postgres' account can enter; set TMPDIR to one")


def may_enter(path: Path) -> bool:
    """Whether every account may pass through this directory (asked as root only: others keep their own account)."""
    return os.geteuid() != 0 or all(part.stat().st_mode & 0o001 for part in (path, *path.parents))
