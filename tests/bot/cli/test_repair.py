"""`medic repair` from the first look to the last undo, as it is typed."""

from __future__ import annotations

import json
import subprocess

import pytest
from typer.testing import CliRunner

from bot.cli.app import app
from tests.handlers.repair.repository import CLEAN, DAMAGED, commit, git


@pytest.fixture
def medic(tmp_path, monkeypatch):
    monkeypatch.setenv("MEDIC_STATE_DIR", str(tmp_path / "state"))
    for name in ("MEDIC_STACK", "MEDIC_FORGE_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    top = tmp_path / "repo"
    top.mkdir()
    monkeypatch.chdir(top)
    commit(top, {"tests/test_a.py": CLEAN})
    commit(top, {"tests/test_a.py": DAMAGED})
    return lambda *words: CliRunner().invoke(app, ("repair", *words))


def test_a_dry_run_says_how_to_go_on_and_that_can_be_typed(medic, tmp_path):
    looked = medic("tests", "--patch", str(tmp_path / "whole.patch"))
    assert looked.exit_code == 1
    (line,) = [line for line in looked.stdout.splitlines() if line.startswith("Apply: medic ")]
    subprocess.run(["git", "apply", "--check", str(tmp_path / "whole.patch")], check=True)
    assert (tmp_path / "repo/tests/test_a.py").read_text() == DAMAGED
    run = line.split()[-1]
    assert medic("apply", run, "--no-verify").exit_code == 0
    assert (tmp_path / "repo/tests/test_a.py").read_text() == CLEAN
    assert json.loads(medic("runs", "--json").stdout)["runs"][0] | {"top": ""} == {
        "run": run,
        "stage": "applied",
        "files": 1,
        "top": "",
    }
    assert medic("undo", run).exit_code == 0
    assert (tmp_path / "repo/tests/test_a.py").read_text() == DAMAGED


def test_a_branch_is_made_without_a_token(medic, tmp_path):
    run = json.loads(medic("tests", "--json").stdout)["data"]["run"]
    assert "set MEDIC_FORGE_TOKEN" in json.loads(medic("propose", run, "--json").stdout)["headline"]
    assert git(tmp_path / "repo", "show", f"repair/{run}:tests/test_a.py") == CLEAN


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("tests", "--repo", "/nowhere/at/all"), 2, "no such directory"),
        (("tests", "../.."), 2, "leads out of the repository"),
        (("tests", "tests/no_such_test.py"), 2, "no_such_test.py"),
        (("tests", "--patch", "/nowhere/x.patch"), 2, "cannot be written"),
        (("undo", "no-such-run"), 2, "there is no run"),
        (("undo", "../../etc"), 2, "not the name of a run"),
        (("propose", "no-such-run"), 2, "there is no run"),
        (("tests", "--env", "prod"), 2, "no stack file"),
    ],
)
def test_what_cannot_be_done_is_said(medic, words, code, said):
    result = medic(*words)
    assert result.exit_code == code
    assert said in result.stderr


def test_a_state_directory_inside_the_tree_is_said_before_the_work(medic, tmp_path, monkeypatch):
    monkeypatch.setenv("MEDIC_STATE_DIR", str(tmp_path / "repo/.medic"))
    result = medic("tests")
    assert result.exit_code == 2
    assert "inside the tree" in result.stderr
    assert not (tmp_path / "repo/.medic").exists()


def test_a_name_that_is_no_text_neither_breaks_json_nor_the_screen(medic, tmp_path):
    odd = tmp_path / "repo" / "tests" / "test_\udcff.py"
    odd.write_text("assert sum([1, 2) == 3\n")
    found = json.loads(medic("tests", "--json").stdout_bytes.decode("utf-8"))
    assert {file["path"] for file in found["data"]["files"]} == {"tests/test_a.py", "tests/test_\udcff.py"}
    assert medic("tests", "tests/test_\udcff.py").exit_code == 1


def test_a_tree_without_history_is_repaired_and_that_is_said(medic, tmp_path):
    plain = tmp_path / "plain" / "tests"
    plain.mkdir(parents=True)
    (plain / "test_a.py").write_text("assert sum([1, 2) == 3\n")
    result = medic("tests", "--repo", str(plain.parent))
    assert "Repaired without all of its history: it is not a git repository" in result.stdout.replace("\n", " ")
