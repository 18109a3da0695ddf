"""Patches that git applies."""

from __future__ import annotations

import subprocess

import pytest

from handlers.repair.diff import diff


@pytest.mark.parametrize(
    ("before", "after"), [(b"a\nb\n", b"a\nc\n"), (b"a\nb", b"a\nc"), (b"a\nb", b"a\nb\n"), (b"\xff\n", b"y\n")]
)
def test_git_applies_it(tmp_path, before, after):
    (tmp_path / "a.py").write_bytes(before)
    patch = diff("a.py", before, after).encode("utf-8", "surrogateescape")
    subprocess.run(["git", "apply", "--unsafe-paths", "-p1"], cwd=tmp_path, input=patch, check=True)
    assert (tmp_path / "a.py").read_bytes() == after


@pytest.mark.parametrize(
    "name", ["a b.py", 'q"u.py', "new\nline.py", "tab\t.py", "back\\slash.py", "-rf.py", "\u00fc.py", "\udcff.py"]
)
def test_git_applies_it_whatever_the_name(tmp_path, name):
    (tmp_path / name).write_bytes(b"a\r\nb")
    patch = diff(name, b"a\r\nb", b"a\r\nc").encode("utf-8", "surrogateescape")
    subprocess.run(["git", "apply", "--unsafe-paths", "-p1"], cwd=tmp_path, input=patch, check=True)
    assert (tmp_path / name).read_bytes() == b"a\r\nc"
