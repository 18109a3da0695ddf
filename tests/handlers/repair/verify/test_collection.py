"""What pytest said, read."""

from __future__ import annotations

import sys

import pytest

from handlers.repair.verify.bounded import Ran, run
from handlers.repair.verify.collection import explain, read_collection, suite_summary
from tests.handlers.repair.repository import pytest_command

RENAMES = {"app.notifier.WebSocketNotifier": "app.bridge.AgentWebSocketBridge"}


async def test_pytests_own_output_is_understood(tmp_path):
    (tmp_path / "app").mkdir()
    (tmp_path / "app/notifier.py").write_text("")
    (tmp_path / "test_good.py").write_text("def test_a(): pass\ndef test_b(): pass\n")
    (tmp_path / "test_syntax.py").write_text("x = (\n")
    (tmp_path / "test_missing.py").write_text("import nowhere_at_all\n")
    (tmp_path / "test_renamed.py").write_text("from app.notifier import WebSocketNotifier\n")
    ran = await run(pytest_command("--collect-only"), tmp_path, sys.executable)
    found = read_collection(ran, RENAMES)
    assert found.tests == 2
    assert {entry.path: entry.why for entry in found.failing} == {
        "test_missing.py": "missing import: no module nowhere_at_all",
        "test_renamed.py": "renamed: app.notifier.WebSocketNotifier is now app.bridge.AgentWebSocketBridge",
        "test_syntax.py": "syntax",
    }


@pytest.mark.parametrize(
    ("error", "why"),
    [
        ("ImportError: cannot import name 'X' from 'a.b' (/x/a/b.py)", "missing name: a.b has no X"),
        ("ModuleNotFoundError: No module named 'app.notifier'", "renamed: " + " is now ".join(*RENAMES.items())),
        ("NameError: name 'x' is not defined", "NameError"),
    ],
)
def test_an_error_is_explained(error, why):
    assert explain(error, RENAMES) == why


def test_a_module_that_was_renamed_as_a_whole_is_named():
    error = "ModuleNotFoundError: No module named 'app.ws'"
    assert explain(error, {"app.ws": "app.bridge"}) == "renamed: app.ws is now app.bridge"
    whole = "ModuleNotFoundError: No module named 'app'"
    assert explain(whole, {"app.ws": "app.bridge"}) == "missing import: no module app"


@pytest.mark.parametrize(
    ("ran", "said"),
    [
        (Ran(1, "x\n==== 1 failed, 3 passed in 0.12s ====\n"), "1 failed, 3 passed"),
        (Ran(None, ""), "killed at the time limit"),
        (Ran(2, "usage"), "exit status 2"),
    ],
)
def test_a_suite_is_summed_up(ran, said):
    assert suite_summary(ran) == said


@pytest.mark.parametrize(
    ("ran", "said"),
    [
        (Ran(None, "tests/a.py::x"), "killed at the time limit"),
        (Ran(1, "/usr/bin/python: No module named pytest\n"), "pytest is not installed for this interpreter"),
        (Ran(2, "!!! Interrupted: 27 errors during collection !!!\n"), "27 errors during collection"),
        (Ran(127, "nox cannot be started: No such file or directory\n"), "nox cannot be started: No such file"),
        (Ran(1, ""), "exit status 1"),
    ],
)
def test_why_nothing_was_counted_is_said(ran, said):
    assert said in (read_collection(ran, {}).problem or str(read_collection(ran, {})))
