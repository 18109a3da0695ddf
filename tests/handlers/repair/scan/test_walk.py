"""Which files are found, and which are passed over."""

from __future__ import annotations

import os

from handlers.repair.scan.walk import find


def write(top, *paths, text="x = 1\n"):
    for path in paths:
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text(text)


def test_python_files_under_the_roots_in_order(tmp_path):
    write(tmp_path, "tests/b.py", "tests/a/c.py", "tests/readme.md", "other/d.py", ".git/e.py")
    assert find(tmp_path, ["tests"]).files == ["tests/a/c.py", "tests/b.py"]
    assert find(tmp_path, ["."]).files == ["other/d.py", "tests/a/c.py", "tests/b.py"]


def test_excludes_and_gitignore_are_honoured_the_innermost_first(tmp_path):
    write(tmp_path, "tests/backup1/a.py", "tests/gen_b.py", "tests/sub/gen_c.py", "tests/d.py")
    (tmp_path / ".gitignore").write_text("gen_*.py\n")
    (tmp_path / "tests/sub/.gitignore").write_text("!gen_c.py\n")
    assert find(tmp_path, ["tests"], ["**/backup*/**"]).files == ["tests/d.py", "tests/sub/gen_c.py"]


def test_a_root_that_is_missing_or_outside_is_noted(tmp_path):
    notes = {note.path: note.reason for note in find(tmp_path, ["nowhere", ".."]).notes}
    assert "no such" in notes["nowhere"]
    assert "out of the repository" in notes[".."]


def test_links_do_not_lead_out_nor_round(tmp_path):
    top = tmp_path / "repo"
    write(top, "tests/a.py")
    write(tmp_path, "secret/b.py")
    (top / "tests/out").symlink_to(tmp_path / "secret")
    (top / "tests/loop").symlink_to(top / "tests")
    (top / "tests/again.py").symlink_to(top / "tests/a.py")
    (top / "tests/gone.py").symlink_to(top / "tests/nothing.py")
    found = find(top, ["tests"])
    assert found.files == ["tests/a.py"]
    assert {note.path for note in found.notes} == {"tests/out", "tests/gone.py"}


def test_a_pipe_with_a_python_name_is_noted_not_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.py")
    found = find(tmp_path, ["."])
    assert found.files == []
    assert found.notes[0].reason == "not a regular file"
