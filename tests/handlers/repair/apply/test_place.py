"""One file written: what stays, and what is noticed at the last moment."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from handlers.core.errors import Permanent
from handlers.repair.apply.place import write


def test_a_write_of_another_process_at_the_last_moment_is_kept(tmp_path):
    (tmp_path / "a.py").write_bytes(b"typed meanwhile")
    with pytest.raises(Permanent, match="was changed while"):
        write(tmp_path, "a.py", (b"as scanned", b"repaired"), "r1")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.py": b"typed meanwhile"}


def test_nothing_is_left_behind_where_writing_fails(tmp_path):
    with pytest.raises(OSError, match="No such file"):
        write(tmp_path, "gone.py", (b"", b"repaired"), "r1")
    assert list(tmp_path.iterdir()) == []


def test_access_lists_and_other_attributes_stay(tmp_path):
    path = tmp_path / "a.py"
    path.write_bytes(b"x")
    try:
        os.setxattr(path, "user.opsmedic", b"kept")
    except (OSError, AttributeError):
        pytest.skip("this file system has no extended attributes")
    write(tmp_path, "a.py", (b"x", b"y"), "r1")
    assert (path.read_bytes(), os.getxattr(path, "user.opsmedic")) == (b"y", b"kept")


@pytest.mark.parametrize("name", ["\u00e9" * 120 + ".py", "new\nline.py", "-rf.py", "a" * 252 + ".py"])
def test_any_name_can_be_written(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    write(tmp_path, name, (b"x", b"y"), "r" * 80)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_bytes() == b"y"
