"""The `medic` command as a person or a script types it."""

import json

import pytest
from typer.testing import CliRunner

from bot.cli.app import app

STACK = """
version: 1
environments:
  staging:
    services:
      web:
        probes: [{kind: tcp, host: 127.0.0.1, port: 1, timeout: 2s}]
"""


@pytest.fixture
def medic(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MEDIC_STACK", raising=False)
    (tmp_path / "stack.yaml").write_text(STACK)

    def run(*words, stdin=None):
        return CliRunner().invoke(app, words, input=stdin)

    return run


def test_a_finding_leaves_with_status_1_and_one_json_document(medic):
    result = medic("diagnose", "staging", "--json")
    document = json.loads(result.stdout)
    assert result.exit_code == 1
    assert document["status"] == "failing"
    assert document["causes"][0]["service"] == "web"


def test_a_person_gets_the_root_cause_and_progress_on_stderr(medic):
    result = medic("diagnose", "staging")
    assert "Root cause" in result.stdout
    assert "refused" in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("diagnose", "stagign"), "did you mean `staging`"),
        (("diagnose", "staging", "wep"), "did you mean `web`"),
        (("diagnose", "staging", "--stack", "missing.yaml"), "missing.yaml"),
        (("golden-path", "staging"), "no golden_path section"),
        (("explain", "missing.log"), "missing.log cannot be read"),
        (("demo", "--headless"), "--run"),
        (("run",), "SLACK_BOT_TOKEN"),
    ],
)
def test_wrong_usage_is_named_and_leaves_with_status_2(medic, monkeypatch, words, said):
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.delenv(name, raising=False)
    result = medic(*words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_the_stack_is_found_by_its_variable(medic, monkeypatch, tmp_path):
    (tmp_path / "stack.yaml").rename(tmp_path / "other.yaml")
    assert medic("diagnose", "staging").exit_code == 2
    monkeypatch.setenv("MEDIC_STACK", str(tmp_path / "other.yaml"))
    assert medic("diagnose", "staging").exit_code == 1


def test_a_broken_stack_file_lists_every_mistake_with_its_place(medic, tmp_path):
    (tmp_path / "stack.yaml").write_text(STACK.replace("kind: tcp", "kind: tpc").replace("version: 1", "version: 7"))
    result = medic("check", "--offline")
    assert result.exit_code == 2
    assert "stack.yaml:2:10" in result.stdout
    assert "tcp" in result.stdout


def test_a_log_is_explained_from_stdin(medic):
    result = medic("explain", "-", "--json", stdin="ModuleNotFoundError: No module named 'orders'\n")
    (cause,) = json.loads(result.stdout)["causes"]
    assert cause["line"] == 1
    assert "orders" in cause["evidence"]


def test_an_unknown_log_is_not_explained(medic):
    result = medic("explain", "-", "--json", stdin="all is well\n")
    assert json.loads(result.stdout) == {"causes": []}
    assert result.exit_code == 0


def test_the_manifest_is_one_json_document(medic):
    assert json.loads(medic("manifest", "--prefix", "acme-").stdout)["features"]["slash_commands"]
