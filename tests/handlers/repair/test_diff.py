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
