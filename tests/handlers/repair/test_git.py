"""Histories read in one pass."""

from __future__ import annotations

from handlers.repair.git import histories, versions
from tests.handlers.repair.repository import commit, git


def test_versions_come_newest_first_and_through_renames(tmp_path):
    text = "".join(f"line_{n} = {n}\n" for n in range(30))
    commit(tmp_path, {"tests/old.py": text})
    commit(tmp_path, {"tests/old.py": text + "x = 1\n"})
    git(tmp_path, "mv", "tests/old.py", "tests/new name.py")
    commit(tmp_path, {"other.py": "y = 1\n"}, "rename")
    commit(tmp_path, {"tests/new name.py": text + "x = (\n"})
    found = dict(histories(tmp_path, ["tests/new name.py"]))
    assert found["tests/new name.py"] == [(text + tail).encode() for tail in ("x = (\n", "x = 1\n", "")]


def test_a_directory_below_the_repositorys_top_serves_as_well(tmp_path):
    commit(tmp_path, {"deep/tests/a.py": "x = 1\n"})
    assert dict(histories(tmp_path / "deep", ["tests/a.py"])) == {"tests/a.py": [b"x = 1\n"]}


def test_a_merged_branch_counts(tmp_path):
    commit(tmp_path, {"a.py": "x = 1\n"})
    git(tmp_path, "checkout", "-q", "-b", "side")
    commit(tmp_path, {"a.py": "x = 2\n"})
    git(tmp_path, "checkout", "-q", "main")
    commit(tmp_path, {"b.py": "y = 1\n"})
    git(tmp_path, "merge", "-q", "--no-ff", "-m", "merge", "side")
    assert b"x = 2\n" in dict(histories(tmp_path, ["a.py"]))["a.py"]


def test_no_repository_is_no_history(tmp_path):
    assert versions(tmp_path, ["a.py"]) == {"a.py": []}
    assert dict(histories(tmp_path, ["a.py"])) == {"a.py": []}
