"""Commit a run to a branch of its own, in a separate worktree: the user's tree, index and HEAD stay as they are."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from handlers.core.errors import Permanent
from handlers.repair.apply.journal import Change
from handlers.repair.git import git, is_repository

_AUTHOR = {"user.name": "opsmedic", "user.email": "opsmedic@localhost"}


def branch_name(run: str) -> str:
    """The branch of a run."""
    return f"repair/{run}"


def why_no_history(top: Path) -> str:
    """Why earlier versions of the files in `top` cannot be read, or not all; empty where they can."""
    try:
        git(top, "rev-parse", "--verify", "--quiet", "HEAD")
    except OSError as problem:
        return f"git cannot be started ({problem.strerror})"
    except subprocess.CalledProcessError:
        return _refusal(top)
    shallow = git(top, "rev-parse", "--is-shallow-repository").strip() == "true"
    return "the clone is shallow; `git fetch --unshallow` brings its past" if shallow else ""


def _refusal(top: Path) -> str:
    try:
        git(top, "rev-parse", "--git-dir")
    except subprocess.CalledProcessError as problem:
        said = os.fsdecode(problem.stderr or b"").strip()
        if "dubious ownership" in said:
            return (
                f"git refuses {top}, which another user owns; allow it: git config --global --add safe.directory {top}"
            )
        return "it is not a git repository" if "not a git repository" in said else said.splitlines()[0][:200]
    return "the repository has no commit yet"


def submodules(top: Path) -> list[str]:
    """The paths, relative to `top`, at which other repositories are checked out; what is in them is theirs."""
    try:
        staged = git(top, "ls-files", "--stage", "-z").split("\0")
    except (OSError, subprocess.CalledProcessError):
        return []
    return [entry.partition("\t")[2] for entry in staged if entry.startswith("160000 ")]


def commit_branch(top: Path, run: str, changes: Sequence[Change], message: str, scratch: Path) -> str:
    """Commit `changes` on top of HEAD as branch `repair/<run>`; the commit's id. Permanent where git refuses.

    The branch appears once its commit is whole. `scratch` is a directory of this run, for the worktree: what an attempt
    that was cut off left in it is removed first.
    """
    if not is_repository(top):
        raise Permanent(f"there is no branch to make: {why_no_history(top)}")
    try:
        return _commit(top, scratch / "worktree", branch_name(run), (changes, message))
    except subprocess.CalledProcessError as problem:
        said = os.fsdecode(problem.stderr or b"").strip()[-400:]
        raise Permanent(f"git could not commit to {branch_name(run)}: {said}") from problem


def without(top: Path, commit: str, changes: Sequence[Change]) -> list[str]:
    """The paths of the `changes` that `commit` does not hold."""
    changed = set(git(top, "diff-tree", "--no-commit-id", "--name-only", "--relative", "-r", "-z", commit).split("\0"))
    return [each.path for each in changes if each.path not in changed and not _holds(top, commit, each)]


def _holds(top: Path, commit: str, change: Change) -> bool:
    try:
        return os.fsencode(git(top, "show", f"{commit}:./{change.path}")) == change.after
    except subprocess.CalledProcessError:
        return False


def _commit(top: Path, worktree: Path, branch: str, what: tuple[Sequence[Change], str]) -> str:
    changes, message = what
    prefix = git(top, "rev-parse", "--show-prefix").removesuffix("\n")
    _remove(top, worktree)
    git(top, "worktree", "add", "--quiet", "--no-checkout", "--detach", str(worktree), "HEAD")
    try:
        git(worktree, "reset", "--quiet")
        paths = [prefix + change.path for change in changes]
        for path, change in zip(paths, changes, strict=True):
            _write(worktree / path, change.after, (top / change.path).stat().st_mode)
        listing = b"\0".join(os.fsencode(path) for path in paths)
        git(worktree, "add", "--force", "--pathspec-from-file=-", "--pathspec-file-nul", given=listing)
        if not git(worktree, "diff", "--cached", "--name-only"):
            raise Permanent("the last commit holds the repaired files already: there is nothing to propose")
        names = [part for name, value in _identity(top).items() for part in ("-c", f"{name}={value}")]
        git(worktree, *names, "-c", "core.hooksPath=/dev/null", "commit", "--quiet", "--no-gpg-sign", "-m", message)
        commit = git(worktree, "rev-parse", "HEAD").strip()
        git(top, "branch", "--no-track", branch, commit)
        return commit
    finally:
        _remove(top, worktree)


def _remove(top: Path, worktree: Path) -> None:
    """Take a worktree away, however far its making came."""
    shutil.rmtree(worktree, ignore_errors=True)
    git(top, "worktree", "prune")


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
