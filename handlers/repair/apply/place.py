"""Write one file of a tree: atomically, keeping its mode and owner, never through a link."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from handlers.core.errors import Permanent


@contextmanager
def directory(top: Path, path: str) -> Iterator[tuple[int, str]]:
    """A handle on the directory that holds `path` (relative to `top`), and the file's name in it.

    Every step is opened without following links, so that no link, however late it appears, leads out of the tree.
    """
    parts = PurePosixPath(path).parts
    if not parts or PurePosixPath(path).is_absolute() or ".." in parts:
        raise Permanent(f"{path!r} is not a path inside the repository")
    handle = os.open(top, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for part in parts[:-1]:
            deeper = _step(handle, part, path)
            os.close(handle)
            handle = deeper
        yield handle, parts[-1]
    finally:
        os.close(handle)


def _step(handle: int, part: str, path: str) -> int:
    try:
        return os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=handle)
    except OSError as problem:
        raise Permanent(f"{path}: {part} is no longer a plain directory ({problem.strerror})") from problem


def read(top: Path, path: str) -> bytes | None:
    """The bytes of a regular file; None where there is none. Permanent where it is a link or something else."""
    with directory(top, path) as (handle, name):
        try:
            opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=handle)
        except FileNotFoundError:
            return None
        except OSError as problem:
            raise Permanent(f"{path} cannot be read: {problem.strerror}") from problem
        with os.fdopen(opened, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise Permanent(f"{path} is not a regular file")
            return file.read()


def write(top: Path, path: str, data: bytes, mark: str) -> None:
    """Put `data` in the place of the file at `path`; its mode and, where allowed, its owner stay.

    `mark` makes the temporary name the same for every attempt of one run, so that none is left behind by a crash.
    """
    with directory(top, path) as (handle, name):
        temporary = f".{name[:100]}.{mark}.tmp"
        status = os.stat(name, dir_fd=handle, follow_symlinks=False)
        with suppress(FileNotFoundError):
            os.unlink(temporary, dir_fd=handle)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        with os.fdopen(os.open(temporary, flags, 0o600, dir_fd=handle), "wb") as file:
            file.write(data)
            file.flush()
            with suppress(PermissionError):
                os.fchown(file.fileno(), status.st_uid, status.st_gid)
            os.fchmod(file.fileno(), stat.S_IMODE(status.st_mode))
            os.fsync(file.fileno())
        os.rename(temporary, name, src_dir_fd=handle, dst_dir_fd=handle)
        os.fsync(handle)


def sweep(top: Path, path: str, mark: str) -> None:
    """Remove a temporary file a killed attempt may have left."""
    with suppress(FileNotFoundError, Permanent), directory(top, path) as (handle, name):
        os.unlink(f".{name[:100]}.{mark}.tmp", dir_fd=handle)
