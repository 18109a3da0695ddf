"""A small git repository on the spot, for tests that need one."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

CLEAN = '''"""Tests of the socket."""

import pytest


class TestSocket:
    """The socket delivers."""

    def test_connects(self):
        """It connects within $500K+ of ARR."""
        options = {"url": "ws://localhost", "retry": True}
        assert connect(options) == "ok"

    def test_closes(self):
        events = [event for event in listen("2025-09-14")]
        assert events[-1] == "closed"


def test_alone():
    value = compute(1, 2)
    assert value == 3
'''
DAMAGED = CLEAN.replace('"retry": True}', '"retry: True},"').replace('"2025-09-14")', '2025-9-14")')


def git(top: Path, *arguments: str) -> str:
    """Run git in `top` with an identity and no configuration but the repository's."""
    settings = ("-c", "user.name=Ann", "-c", "user.email=ann@example.com", "-c", "commit.gpgsign=false")
    return subprocess.run(["git", *settings, *arguments], cwd=top, check=True, capture_output=True, text=True).stdout


def commit(top: Path, files: dict[str, str], message: str = "work") -> None:
    """Write and commit `files` (path -> text)."""
    if not (top / ".git").exists():
        git(top, "init", "-q", "-b", "main")
    for path, text in files.items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text(text)
    git(top, "add", "-A")
    git(top, "commit", "-q", "--allow-empty", "-m", message)


def pytest_command(*arguments: str) -> str:
    """A command that runs pytest without the plugins of this project, which take seconds to load."""
    alone = "os.environ['PYTEST_DISABLE_PLUGIN_AUTOLOAD'] = '1'"
    start = f"import os, sys, pytest; {alone}; sys.exit(pytest.main(sys.argv[1:]))"
    return shlex.join(["python", "-c", start, "-q", "-p", "no:cacheprovider", *arguments])
