"""Find the Python files under the roots of a repository, honouring excludes and .gitignore, never leaving the root."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pathspec import GitIgnoreSpec

_LARGE = 500_000  # bytes
_NEVER = frozenset({".git", ".hg", ".svn", "__pycache__"})


@dataclass(frozen=True, slots=True)
class Note:
    """A file that was not judged, or judged with a reservation, and why. `path` is relative to the repository."""

    path: str
    reason: str


@dataclass(slots=True)
class Found:
    """`files`: paths relative to the repository, sorted, no file twice; `notes`: what was passed over.

    `large`: those of `files` CPython is to judge without ruff, which may find a million faults in one.
    """

    files: list[str] = field(default_factory=list)
    large: set[str] = field(default_factory=set)
    notes: list[Note] = field(default_factory=list)


@dataclass(slots=True)
class _Walk:
    top: Path
    exclude: GitIgnoreSpec
    found: Found
    seen: set[tuple[int, int]] = field(default_factory=set)  # directories
    taken: set[str] = field(default_factory=set)  # files


@dataclass(frozen=True, slots=True)
class _Ignore:
    """The .gitignore files on the way down, outermost first, each with the directory it stands in ('' or `a/b/`)."""

    specs: tuple[tuple[str, GitIgnoreSpec], ...] = ()

    def refuses(self, path: str) -> bool:
        """Git's rule: the innermost file with an opinion decides."""
        for base, spec in reversed(self.specs):
            opinion = spec.check_file(path[len(base) :]).include
            if opinion is not None:
                return opinion
        return False


def find(top: Path, roots: Sequence[str], exclude: Sequence[str] = ()) -> Found:
    """Python files under `roots` (directories or files, relative to `top`), without what `exclude` (globs) matches."""
    walk = _Walk(top.resolve(), GitIgnoreSpec.from_lines(exclude), Found())
    for root in roots:
        _enter(walk, os.path.normpath(root).replace(os.sep, "/"))
    walk.found.files.sort()
    return walk.found


def _enter(walk: _Walk, root: str) -> None:
    start = walk.top if root == "." else walk.top / root
    if not start.exists():
        walk.found.notes.append(Note(root, "there is no such file or directory"))
    elif not start.resolve().is_relative_to(walk.top):
        walk.found.notes.append(Note(root, "leads out of the repository"))
    elif start.is_dir():
        prefix = "" if root == "." else root + "/"
        _descend(walk, prefix, _ignores_above(walk.top, prefix))
    else:
        _take(walk, root, start.stat())


def _ignores_above(top: Path, prefix: str) -> _Ignore:
    specs: list[tuple[str, GitIgnoreSpec]] = []
    base = ""
    for name in prefix.split("/")[:-1]:
        specs += _read_ignore(top, base)
        base += name + "/"
    return _Ignore(tuple(specs))


def _read_ignore(top: Path, base: str) -> list[tuple[str, GitIgnoreSpec]]:
    path = top / base / ".gitignore"
    try:
        if not path.is_file():
            return []
        return [(base, GitIgnoreSpec.from_lines(path.read_text(errors="replace").splitlines()))]
    except OSError:
        return []


def _descend(walk: _Walk, prefix: str, above: _Ignore) -> None:
    """Walk one directory after another with an explicit stack: depth is not bounded by Python's."""
    pending = [(prefix, above)]
    while pending:
        base, ignore = pending.pop()
        directory = walk.top / base
        try:
            status = directory.stat()
            entries = sorted(os.scandir(directory), key=lambda entry: entry.name)
        except OSError as problem:
            walk.found.notes.append(Note(base, f"unreadable: {problem.strerror}"))
            continue
        if (status.st_dev, status.st_ino) in walk.seen:
            continue
        walk.seen.add((status.st_dev, status.st_ino))
        if any(entry.name == ".gitignore" for entry in entries):
            ignore = _Ignore((*ignore.specs, *_read_ignore(walk.top, base)))
        pending.extend((path, ignore) for path in _entries(walk, base, entries, ignore))


def _entries(walk: _Walk, base: str, entries: Sequence[os.DirEntry[str]], ignore: _Ignore) -> Iterator[str]:
    """Take the directory's files; yield its directories."""
    real = _real(walk, base) + "/" if base else ""
    for entry in entries:
        path = base + entry.name
        if entry.name in _NEVER or (entry.is_symlink() and not _inside(walk, entry, path)):
            continue
        try:
            if entry.is_dir():
                if not ignore.refuses(path + "/") and not _excluded(walk, path + "/"):
                    yield path + "/"
            elif _wanted(walk, path, ignore):
                _take(walk, path, entry.stat(), None if entry.is_symlink() else real + entry.name)
        except OSError as problem:
            walk.found.notes.append(Note(path, f"unreadable: {problem.strerror}"))


def _excluded(walk: _Walk, path: str) -> bool:
    return bool(walk.exclude.patterns) and walk.exclude.match_file(path)


def _wanted(walk: _Walk, path: str, ignore: _Ignore) -> bool:
    return path.endswith((".py", ".pyw")) and not ignore.refuses(path) and not _excluded(walk, path)


def _inside(walk: _Walk, entry: os.DirEntry[str], path: str) -> bool:
    """Whether a link leads to something inside the repository."""
    target = os.path.realpath(entry.path)
    if not Path(target).exists():
        if path.endswith(".py"):
            walk.found.notes.append(Note(path, "a link that leads nowhere"))
        return False
    if Path(target).is_relative_to(walk.top):
        return True
    walk.found.notes.append(Note(path, "a link that leads out of the repository"))
    return False


def _take(walk: _Walk, path: str, status: os.stat_result, real: str | None = None) -> None:
    """Take a file under its `real` name, once however many links lead to it."""
    if not stat.S_ISREG(status.st_mode):
        walk.found.notes.append(Note(path, "not a regular file"))
        return
    real = real or _real(walk, path)
    if real not in walk.taken:
        walk.taken.add(real)
        walk.found.files.append(real)
        if status.st_size > _LARGE:
            walk.found.large.add(real)


def _real(walk: _Walk, path: str) -> str:
    return os.path.relpath(os.path.realpath(walk.top / path), walk.top).replace(os.sep, "/")
