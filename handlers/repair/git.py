"""Read git: every wanted file's earlier versions, in one pass over the history and one reader of blobs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_ABSENT = "0" * 40
_MOST_VERSIONS = 80  # of one file; damage is recent, so the newest suffice
_MOST_BYTES = 6_000_000  # of all versions of one file
_LARGEST = 2_000_000  # of one version
_GIT = ("git", "-c", "core.fsmonitor=false", "-c", "core.quotepath=off", "--no-pager", "--literal-pathspecs")


def environment() -> dict[str, str]:
    """This process's environment without what would point git at another repository or make it ask."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


def git(top: Path, *arguments: str, given: bytes = b"") -> str:
    """The output of one git command, `given` on its input. subprocess.CalledProcessError where it fails."""
    done = subprocess.run(  # noqa: S603 - git, arguments never pass a shell
        [*_GIT, *arguments], cwd=top, env=environment(), input=given, capture_output=True, check=True
    )
    return os.fsdecode(done.stdout)


def is_repository(top: Path) -> bool:
    """Whether `top` lies in a git work tree that has a commit."""
    try:
        git(top, "rev-parse", "--verify", "--quiet", "HEAD")
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Change:
    path: str
    old_path: str
    blobs: tuple[str, str]


def versions(top: Path, paths: Iterable[str]) -> dict[str, list[str]]:
    """path -> the ids of its versions, newest first, followed through renames; empty where `top` is no repository.

    One `git log` whatever the number of paths; its output is read as it comes and not kept.
    """
    found: dict[str, list[str]] = {path: [] for path in paths}
    if not found or not is_repository(top):
        return found
    names: dict[str, set[str]] = {path: {path} for path in found}
    for change in _changes(top):
        for wanted in names.get(change.path, ()):
            ids = found[wanted]
            ids.extend(blob for blob in reversed(change.blobs) if blob != _ABSENT and blob not in ids[-2:])
        if change.old_path != change.path and change.path in names:
            names.setdefault(change.old_path, set()).update(names[change.path])
    return {path: list(dict.fromkeys(ids))[:_MOST_VERSIONS] for path, ids in found.items()}


def _changes(top: Path) -> Iterator[_Change]:
    """Every change of a Python file, newest first."""
    command = [
        *(part for part in _GIT if part != "--literal-pathspecs"),
        *("log", "-z", "--raw", "--no-abbrev", "--relative", "-M", "-l400", "--diff-merges=first-parent"),
        *("--no-ext-diff", "--no-textconv", "--format=", "--", "*.py", "*.pyw"),
    ]
    with subprocess.Popen(command, cwd=top, env=environment(), stdout=subprocess.PIPE) as process:  # noqa: S603 - git
        fields = _fields(process)
        for meta in fields:
            if not meta.startswith(":"):
                continue
            _, _, old, new, status = meta.split(" ", 4)
            first = next(fields, "")
            second = next(fields, "") if status[0] in "RC" else first
            yield _Change(second, first, (old, new))


def _fields(process: subprocess.Popen[bytes]) -> Iterator[str]:
    """The NUL-separated fields of a process's output, as they come."""
    if process.stdout is None:
        return
    rest = b""
    while chunk := process.stdout.read1(1 << 20):  # type: ignore[attr-defined]  # a BufferedReader; typeshed says IO
        *whole, rest = (rest + chunk).split(b"\0")
        yield from (os.fsdecode(field.lstrip(b"\n")) for field in whole)


class Blobs:
    """Contents by id, from one `git cat-file --batch`."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def read(self, ids: Sequence[str]) -> list[bytes]:
        """The contents of `ids` in order, without those that are missing or too large, up to a bound in all."""
        contents: list[bytes] = []
        total = 0
        for blob in ids:
            data = self._one(blob)
            if data is None or len(data) > _LARGEST:
                continue
            total += len(data)
            if contents and total > _MOST_BYTES:
                break
            contents.append(data)
        return contents

    def _one(self, blob: str) -> bytes | None:
        into, out = self._process.stdin, self._process.stdout
        if into is None or out is None:
            return None
        into.write(blob.encode() + b"\n")
        into.flush()
        header = out.readline().split()
        if len(header) < 3 or header[1] != b"blob":
            return None
        data = out.read(int(header[2]))
        out.read(1)
        return data


@contextmanager
def blobs(top: Path) -> Iterator[Blobs]:
    """A reader of the repository's contents, open for the block's length."""
    command = [*_GIT, "cat-file", "--batch"]
    with subprocess.Popen(  # noqa: S603 - git
        command, cwd=top, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        try:
            yield Blobs(process)
        finally:
            if process.stdin:
                process.stdin.close()


def histories(top: Path, paths: Sequence[str]) -> Iterator[tuple[str, list[bytes]]]:
    """(path, its earlier contents, newest first) for every path; one file's contents are held at a time."""
    found: Mapping[str, list[str]] = versions(top, paths)
    if not any(found.values()):
        yield from ((path, []) for path in paths)
        return
    with blobs(top) as reader:
        for path in paths:
            yield path, reader.read(found[path])
