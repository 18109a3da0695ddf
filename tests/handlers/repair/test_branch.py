"""A branch of its own, and nothing else touched."""

from __future__ import annotations

import pytest

from handlers.core.errors import Permanent
from handlers.repair.apply.journal import Change
from handlers.repair.branch import commit_branch
from tests.handlers.repair.repository import commit, git


def test_the_commit_holds_the_repair_and_the_working_tree_is_not_touched(tmp_path):
    commit(tmp_path, {"tests/a.py": "x = (\n", "tests/b.py": "y = 1\n"})
    (tmp_path / "tests/b.py").write_text("y = 2\n")
    (tmp_path / "staged.py").write_text("z = 1\n")
    git(tmp_path, "add", "staged.py")
    before = git(tmp_path, "status", "--porcelain=v2", "--branch")
    commit_branch(tmp_path, "r1", [Change("tests/a.py", b"x = (\n", b"x = ()\n")], "Repair")
    assert git(tmp_path, "status", "--porcelain=v2", "--branch") == before
    assert git(tmp_path, "show", "repair/r1:tests/a.py") == "x = ()\n"
    assert git(tmp_path, "diff", "--name-only", "main", "repair/r1").split() == ["tests/a.py"]
    assert git(tmp_path, "worktree", "list").count("\n") == 1


def test_no_repository_is_said(tmp_path):
    with pytest.raises(Permanent, match="not a git repository"):
        commit_branch(tmp_path, "r1", [], "Repair")
