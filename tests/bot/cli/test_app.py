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


def test_a_damaged_test_is_repaired_only_when_asked_and_put_back_byte_for_byte(medic, tmp_path, monkeypatch):
    monkeypatch.setenv("MEDIC_STATE_DIR", str(tmp_path / "state"))
    test = tmp_path / "project" / "tests" / "test_sum.py"
    test.parent.mkdir(parents=True)
    damaged = b"def test_sum():\n    assert sum([1, 2) == 3\n"
    test.write_bytes(damaged)
    tree = ("repair", "tests", "--repo", str(tmp_path / "project"), "--json")
    assert json.loads(medic(*tree).stdout)["data"]["damaged"] == 1
    assert test.read_bytes() == damaged
    applied = json.loads(medic(*tree, "--apply").stdout)
    assert applied["data"]["applied"] == ["tests/test_sum.py"]
    compile(test.read_text(), "test_sum.py", "exec")
    assert medic("repair", "undo", applied["data"]["run"]).exit_code == 0
    assert test.read_bytes() == damaged


@pytest.mark.parametrize("command", ["tests", "modernise"])
def test_repairing_an_environment_that_describes_no_tests_is_wrong_usage(medic, tmp_path, command):
    (tmp_path / "stack.yaml").write_text(STACK, encoding="utf-8")
    result = medic("repair", command, "--env", "staging")
    assert result.exit_code == 2
    assert "no `tests` section" in result.stderr


def test_measurements_are_ranked(medic, tmp_path):
    heads = ["microservice,shop,search,shop,search", "metric,latency,latency,requests,requests"]
    heads += ["statistic,Average,Average,Sum,Sum"]
    calm = [f"{1000 + 300 * n},{0.1 + n % 3 / 100},{0.05 + n % 2 / 100},100,100" for n in range(60)]
    slow = [f"{30000 + 300 * n},{5.0 if n > 5 else 0.1},{4.9 if n > 5 else 0.05},100,100" for n in range(12)]
    (tmp_path / "normal.csv").write_text("\n".join([*heads, *calm]) + "\n")
    (tmp_path / "metrics.csv").write_text("\n".join([*heads, *slow]) + "\n")
    (tmp_path / "graph.csv").write_text(",shop,search\nshop,0,1\nsearch,0,0\n")
    question = ("--normal", "normal.csv", "--graph", "graph.csv", "--at", "32400", "--target", "shop", "--json")
    result = medic("diagnose", "--metrics", "metrics.csv", *question)
    assert json.loads(result.stdout)["causes"][0]["service"] == "search"
    assert medic("diagnose", "--metrics", "metrics.csv").exit_code == 2


def test_tests_move_to_a_declared_successor_only_when_asked(medic, tmp_path, monkeypatch):
    monkeypatch.setenv("MEDIC_STATE_DIR", str(tmp_path / "state"))
    (tmp_path / "stack.yaml").write_text(
        STACK + '    tests: {renames: {"app.notify.Notifier": "app.bridge.Bridge"}}\n', encoding="utf-8"
    )
    test = tmp_path / "project" / "tests" / "test_bridge.py"
    test.parent.mkdir(parents=True)
    test.write_text("from app.notify import Notifier\n\n\ndef test_it():\n    assert Notifier()\n")
    command = ("repair", "modernise", "--repo", str(tmp_path / "project"), "--json")
    assert medic(*command).exit_code == 1
    assert "Notifier" in test.read_text()
    medic(*command, "--apply")
    assert test.read_text() == "from app.bridge import Bridge\n\n\ndef test_it():\n    assert Bridge()\n"
