"""Write one file of a tree: atomically, keeping its mode and owner, never through a link."""

from __future__ import annotations

import errno
import hashlib
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
            if problem.errno == errno.ELOOP:
                raise Permanent(f"{path} is a link now, and links are not followed") from problem
            raise Permanent(f"{path} cannot be read: {problem.strerror}") from problem
        with os.fdopen(opened, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise Permanent(f"{path} is not a regular file")
            return file.read()


def write(top: Path, path: str, contents: tuple[bytes, bytes], mark: str) -> None:
    """Put the second of `contents` in the place of the file at `path`, which must still hold the first.

    Its mode, its extended attributes (access lists) and, where allowed, its owner stay. `mark` makes the temporary name
    the same for every attempt of one run, so that none is left behind by a crash. Permanent where another process wrote
    to the file meanwhile.
    """
    present, data = contents
    with directory(top, path) as (handle, name):
        temporary = _temporary(name, mark)
        with suppress(FileNotFoundError):
            os.unlink(temporary, dir_fd=handle)
        try:
            _fill(handle, (name, temporary), data)
            if read(top, path) != present:
                raise Permanent(f"{path} was changed while its repair was being written")
            os.rename(temporary, name, src_dir_fd=handle, dst_dir_fd=handle)
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary, dir_fd=handle)
            raise
        os.fsync(handle)


def _fill(handle: int, names: tuple[str, str], data: bytes) -> None:
    """Write `data` durably to the second of `names`, made to look like the first."""
    name, temporary = names
    status = os.stat(name, dir_fd=handle, follow_symlinks=False)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(temporary, flags, 0o600, dir_fd=handle), "wb") as file:
        file.write(data)
        file.flush()
        with suppress(PermissionError):
            os.fchown(file.fileno(), status.st_uid, status.st_gid)
        _keep_attributes(handle, name, file.fileno())
        os.fchmod(file.fileno(), stat.S_IMODE(status.st_mode))
        os.fsync(file.fileno())


def _keep_attributes(handle: int, name: str, file: int) -> None:
    """Copy the extended attributes, as far as the system has them and lets this process set them."""
    if not hasattr(os, "listxattr"):
        return
    opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=handle)
    try:
        for attribute in os.listxattr(opened):
            with suppress(OSError):
                os.setxattr(file, attribute, os.getxattr(opened, attribute))
    except OSError:
        return
    finally:
        os.close(opened)


def _temporary(name: str, mark: str) -> str:
    """A name beside `name`, short enough for any file system however many bytes the letters of `name` take."""
    short = os.fsdecode(os.fsencode(name)[:60])
    return f".{short}.{hashlib.blake2b(os.fsencode(name), digest_size=4).hexdigest()}.{mark}.tmp"


def sweep(top: Path, path: str, mark: str) -> None:
    """Remove a temporary file a killed attempt may have left."""
    with suppress(OSError, Permanent), directory(top, path) as (handle, name):
        os.unlink(_temporary(name, mark), dir_fd=handle)
