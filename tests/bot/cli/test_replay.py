"""`medic replay` as a person or a script types it."""

import json

import pytest
from typer.testing import CliRunner

from bot.cli.app import app

STACK = """
version: 1
environments:
  staging:
    services:
      postgres: {}
      backend: {depends_on: [postgres]}
    schedule: [{check: diagnose, every: 1m, fail_after: 2, recover_after: 1}]
"""


@pytest.fixture
def medic(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "stack.yaml").write_text(STACK)

    def run(*words, stdin=None):
        return CliRunner().invoke(app, words, input=stdin)

    return run


def story(*results):
    return "".join(
        json.dumps({"at": at, "environment": "staging", "service": service, "status": status, "detail": ""}) + "\n"
        for at, service, status in results
    )


BROKEN = story(*((at, service, "failing") for at in (0, 60) for service in ("backend", "postgres")))


def test_incidents_leave_with_status_1_and_one_json_document(medic, tmp_path):
    (tmp_path / "week.jsonl").write_text(BROKEN)
    result = medic("replay", "week.jsonl", "--json", "--stack", "stack.yaml")
    (incident,) = json.loads(result.stdout)["incidents"]
    assert result.exit_code == 1
    assert incident["cause"] == "postgres"
    assert [message["reason"] for message in incident["messages"]] == ["began"]


def test_a_person_reads_when_and_why(medic):
    result = medic("replay", "-", stdin=BROKEN)
    assert "second 60" in result.stdout
    assert "began" in result.stdout
    assert "still open" in result.stdout


def test_a_quiet_story_leaves_with_status_0(medic):
    result = medic("replay", "-", "--json", stdin=story((0, "postgres", "ok")))
    assert json.loads(result.stdout) == {"incidents": []}
    assert result.exit_code == 0
    assert "Nobody" in medic("replay", "-", stdin="").stdout


@pytest.mark.parametrize(
    ("content", "said"),
    [("{}\n", "week.jsonl:1: `at`"), (BROKEN + "oops\n", "week.jsonl:5: this is not JSON"), (None, "cannot be read")],
)
def test_a_bad_story_is_wrong_usage(medic, tmp_path, content, said):
    if content is not None:
        (tmp_path / "week.jsonl").write_text(content)
    result = medic("replay", "week.jsonl", "--json")
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""
