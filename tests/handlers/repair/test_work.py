"""Requests, read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handlers.core.errors import Usage
from handlers.core.request import Request
from handlers.repair.work import read_work, run_name, state_directory

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(("asked", "name"), [("r1", "r1"), ("../a b", "a-b"), ("x" * 99, "x" * 60)])
def test_a_run_is_named_safely(asked, name):
    assert run_name(asked, NOW) == name


def test_a_run_without_a_name_is_called_after_the_time():
    assert run_name("", NOW).startswith("20260102-030405-")


def test_the_state_lies_where_it_is_told_or_with_the_users(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert state_directory({}) == tmp_path / "opsmedic/repair"
    assert state_directory({"state": str(tmp_path / "s")}) == tmp_path / "s"


def test_paths_are_taken_inside_the_repository_only(tmp_path):
    (tmp_path / "tests").mkdir()
    work = read_work(Request("x", options={"repo": str(tmp_path), "paths": ["tests"]}), None, NOW)
    assert work.scope.roots == ("tests",)
    with pytest.raises(Usage, match="leads out"):
        read_work(Request("x", options={"repo": str(tmp_path), "paths": ["../other"]}), None, NOW)


def test_an_environment_that_describes_no_tests_is_no_reason_to_look_elsewhere(tmp_path):
    request = Request("repair tests", "staging", options={"repo": str(tmp_path)})
    with pytest.raises(Usage, match=r"`staging` has no `tests` section in stack\.yaml.*Add one") as problem:
        read_work(request, None, NOW)
    assert "tests: {repository: 'https://...', roots: [tests]}" in str(problem.value)
