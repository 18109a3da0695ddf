"""Commit a run to a branch of its own, in a separate worktree: the user's tree, index and HEAD stay as they are."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from handlers.core.errors import Permanent
from handlers.repair.apply.journal import Change
from handlers.repair.git import git, is_repository

_AUTHOR = {"user.name": "opsmedic", "user.email": "opsmedic@localhost"}


def branch_name(run: str) -> str:
    """The branch of a run."""
    return f"repair/{run}"


def commit_branch(top: Path, run: str, changes: Sequence[Change], message: str) -> str:
    """Commit `changes` on top of HEAD as branch `repair/<run>`; the commit's id. Permanent where git refuses."""
    if not is_repository(top):
        raise Permanent(f"{top} is not a git repository with a commit, so there is no branch to make")
    try:
        with tempfile.TemporaryDirectory(prefix="medic-branch-") as scratch:
            return _commit(top, Path(scratch) / "tree", branch_name(run), (changes, message))
    except subprocess.CalledProcessError as problem:
        said = os.fsdecode(problem.stderr or b"").strip()[-400:]
        raise Permanent(f"git could not commit to {branch_name(run)}: {said}") from problem


def _commit(top: Path, worktree: Path, branch: str, what: tuple[Sequence[Change], str]) -> str:
    changes, message = what
    prefix = git(top, "rev-parse", "--show-prefix").strip()
    git(top, "worktree", "add", "--quiet", "--no-checkout", "-b", branch, str(worktree), "HEAD")
    try:
        git(worktree, "reset", "--quiet")
        paths = [prefix + change.path for change in changes]
        for path, change in zip(paths, changes, strict=True):
            _write(worktree / path, change.after, (top / change.path).stat().st_mode)
        listing = b"\0".join(os.fsencode(path) for path in paths)
        git(worktree, "add", "--force", "--pathspec-from-file=-", "--pathspec-file-nul", given=listing)
        names = [part for name, value in _identity(top).items() for part in ("-c", f"{name}={value}")]
        git(worktree, *names, "-c", "core.hooksPath=/dev/null", "commit", "--quiet", "--no-gpg-sign", "-m", message)
        return git(worktree, "rev-parse", "HEAD").strip()
    finally:
        git(top, "worktree", "remove", "--force", str(worktree))


def _write(path: Path, data: bytes, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    path.chmod(mode & 0o777)


def _identity(top: Path) -> dict[str, str]:
    """The author, where the repository's configuration names none."""
    try:
        git(top, "config", "user.email")
    except subprocess.CalledProcessError:
        return _AUTHOR
    return {}
