"""A branch of its own, and nothing else touched."""

from __future__ import annotations

import pytest

from handlers.core.errors import Permanent
from handlers.repair.apply.journal import Change
from handlers.repair.branch import commit_branch, submodules, why_no_history
from tests.handlers.repair.repository import commit, git

CHANGES = [Change("tests/a.py", b"x = (\n", b"x = ()\n")]


def test_the_commit_holds_the_repair_and_the_working_tree_is_not_touched(tmp_path, tmp_path_factory):
    commit(tmp_path, {"tests/a.py": "x = (\n", "tests/b.py": "y = 1\n"})
    (tmp_path / "tests/b.py").write_text("y = 2\n")
    (tmp_path / "staged.py").write_text("z = 1\n")
    git(tmp_path, "add", "staged.py")
    before = git(tmp_path, "status", "--porcelain=v2", "--branch")
    commit_branch(tmp_path, "r1", CHANGES, "Repair", tmp_path_factory.mktemp("run"))
    assert git(tmp_path, "status", "--porcelain=v2", "--branch") == before
    assert git(tmp_path, "show", "repair/r1:tests/a.py") == "x = ()\n"
    assert git(tmp_path, "diff", "--name-only", "main", "repair/r1").split() == ["tests/a.py"]
    assert git(tmp_path, "worktree", "list").count("\n") == 1


def test_no_repository_is_said(tmp_path):
    with pytest.raises(Permanent, match="not a git repository"):
        commit_branch(tmp_path, "r1", [], "Repair", tmp_path / "run")


def test_what_an_attempt_that_was_cut_off_left_is_cleared_away(tmp_path, tmp_path_factory):
    commit(tmp_path, {"tests/a.py": "x = (\n"})
    scratch = tmp_path_factory.mktemp("run")
    git(tmp_path, "worktree", "add", "--quiet", "--detach", str(scratch / "worktree"), "HEAD")
    (scratch / "worktree/tests/a.py").write_text("half")
    commit_branch(tmp_path, "r1", CHANGES, "Repair", scratch)
    assert git(tmp_path, "show", "repair/r1:tests/a.py") == "x = ()\n"
    assert git(tmp_path, "worktree", "list").count("\n") == 1


def test_a_branch_without_a_change_is_not_made(tmp_path, tmp_path_factory):
    commit(tmp_path, {"tests/a.py": "x = ()\n"})
    with pytest.raises(Permanent, match="nothing to propose"):
        commit_branch(tmp_path, "r1", CHANGES, "Repair", tmp_path_factory.mktemp("run"))
    assert git(tmp_path, "branch", "--list", "repair/*") == ""


def test_submodules_are_known(tmp_path):
    (tmp_path / "inner").mkdir()
    commit(tmp_path / "inner", {"a.py": "x = (\n"})
    commit(tmp_path, {"b.py": "x = (\n"})
    assert submodules(tmp_path) == ["inner"]


def test_why_there_is_no_history_is_said(tmp_path):
    assert why_no_history(tmp_path) == "it is not a git repository"
    git(tmp_path, "init", "-q")
    assert why_no_history(tmp_path) == "the repository has no commit yet"
    commit(tmp_path, {"a.py": "x = 1\n"})
    assert why_no_history(tmp_path) == ""


def test_a_shallow_clone_is_said_to_lack_its_past(tmp_path):
    origin = tmp_path / "origin"
    origin.mkdir()
    commit(origin, {"a.py": "x = 1\n"})
    commit(origin, {"a.py": "x = 2\n"})
    git(tmp_path, "clone", "-q", "--depth", "1", origin.as_uri(), "clone")
    assert "shallow" in why_no_history(tmp_path / "clone")
    assert why_no_history(origin) == ""
