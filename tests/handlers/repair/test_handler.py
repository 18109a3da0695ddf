"""`repair tests` from request to report, on a real repository."""

from __future__ import annotations

import os
from dataclasses import replace

import httpx
import pytest

from handlers.context import Context
from handlers.core.errors import Usage
from handlers.core.ports import Health, RecordedProgress, SystemClock
from handlers.core.redaction import Redactor
from handlers.core.report import Status
from handlers.core.request import Request
from handlers.probes.base import Tools
from handlers.repair.actions import apply_repairs, propose_repairs, undo_repairs
from handlers.repair.handler import repair_tests
from handlers.stack import environment as stack
from tests.handlers.repair.corruption import placeholder
from tests.handlers.repair.repository import CLEAN, DAMAGED, commit, git, pytest_command

RUNNABLE = (
    CLEAN.replace("connect(options)", '"ok"')
    .replace('listen("2025-09-14")', '("2025-09-14", "closed")')
    .replace("compute(1, 2)", "1 + 2")
)
BROKEN = RUNNABLE.replace('"retry": True}', '"retry: True},"')


@pytest.fixture
def repository(tmp_path):
    top = tmp_path / "repo"
    top.mkdir()
    commit(
        top,
        {
            "tests/test_a.py": RUNNABLE,
            "tests/mission_critical/test_z.py": CLEAN,
            "tests/test_ok.py": "def test_ok(): pass\n",
        },
    )
    commit(top, {"tests/test_a.py": placeholder()}, "placeholder")
    commit(
        top,
        {"tests/test_a.py": BROKEN, "tests/mission_critical/test_z.py": DAMAGED, "tests/backup/test_b.py": "x = (\n"},
    )
    return top


@pytest.fixture
async def context():
    tests = stack.Tests(
        roots=("tests",),
        exclude=("**/backup*/**",),
        critical=("tests/mission_critical/**",),
        collect=pytest_command("--collect-only", "--ignore-glob=*backup*"),
        suites={"unit": pytest_command("tests/test_ok.py")},
        renames={"app.ws.WebSocketNotifier": "app.bridge.AgentWebSocketBridge"},
    )
    async with httpx.AsyncClient() as http:
        tools = Tools(http, SystemClock(), Redactor())
        yield Context(stack.Environment(services={}, tests=tests), tools, RecordedProgress())


def request(repository, **options):
    options = {"repo": str(repository), "state": str(repository.parent / "state")} | options
    return Request("repair tests", "staging", options=options, run="r1")


async def test_a_dry_run_reports_everything_and_touches_nothing(repository, context):
    before = git(repository, "status", "--porcelain")
    report = await repair_tests(request(repository), context)
    assert git(repository, "status", "--porcelain") == before
    assert report.status is Status.FAILING
    assert "2 of 3 Python files do not compile" in report.headline
    assert [action.name for action in report.actions] == ["repair.apply", "repair.pull_request"]
    assert report.data["verdicts"] == {"restored": 2}
    assert [file["path"] for file in report.data["files"]] == ["tests/mission_critical/test_z.py", "tests/test_a.py"]
    assert context.progress.announced == [("scan", 1), ("repair tests", 2)]
    (repository.parent / "whole.patch").write_bytes(report.files[0].content)
    git(repository, "apply", "-p1", "--check", str(repository.parent / "whole.patch"))


async def test_applied_it_collects_and_undo_takes_all_of_it_back(repository, context):
    report = await repair_tests(request(repository, apply=True, suites=True), context)
    assert report.status is Status.DONE
    assert (repository / "tests/test_a.py").read_text() == RUNNABLE
    collected = report.data["collected"]
    assert (collected["before"]["tests"], collected["after"]["tests"]) == (1, 7)
    assert collected["before"]["failing"]["tests/test_a.py"] == "syntax"
    assert collected["after"]["failing"] == {}
    assert report.data["suites"] == {"unit": "1 passed"}
    undone = await undo_repairs(request(repository, **dict(report.actions[0].arguments)), context)
    assert undone.status is Status.DONE
    assert git(repository, "status", "--porcelain") == ""


async def test_the_apply_button_does_exactly_what_the_dry_run_showed(repository, context):
    shown = await repair_tests(request(repository), context)
    done = await apply_repairs(request(repository, **dict(shown.actions[0].arguments)), context)
    assert sorted(done.data["written"]) == [
        file["path"] for file in sorted(shown.data["files"], key=lambda f: f["path"])
    ]
    assert git(repository, "diff").count("diff --git") == 2


async def test_a_branch_is_made_where_no_token_is_set(repository, context):
    shown = await repair_tests(request(repository), context)
    report = await propose_repairs(request(repository, **dict(shown.actions[1].arguments)), context)
    assert report.status is Status.NOT_DONE
    assert git(repository, "show", "repair/r1:tests/test_a.py") == RUNNABLE
    assert git(repository, "status", "--porcelain") == ""


async def test_a_doubtful_result_waits_for_a_yes(repository, context):
    lost = "def test_gone(:\n    )]}\n" * 1 + "".join(f"]) {word} ((\n" for word in "abcdefgh")
    (repository / "tests/test_a.py").write_text(BROKEN + lost)
    report = await repair_tests(request(repository, apply=True, verify=False), context)
    doubtful = [file for file in report.data["files"] if file["doubt"]]
    assert {file["path"] for file in doubtful}.isdisjoint(report.data["applied"])


async def test_the_share_of_words_below_which_a_yes_is_asked_for_is_the_stack_files(repository, context):
    lost = "".join(f"]) {word} ((\n" for word in "abcdefgh")
    (repository / "tests/test_a.py").write_text(BROKEN + lost)
    kept = {}
    for least in (0.0, 1.0):
        tests = context.environment.tests.model_copy(update={"least_kept": least})
        environment = context.environment.model_copy(update={"tests": tests})
        asked = replace(request(repository), run=f"least-{least}")
        report = await repair_tests(asked, replace(context, environment=environment))
        assert report.data["least_kept"] == least
        assert f"less than {least:.0%} of a file's words waits for a yes" in report.tables[0].title
        kept[least] = [file["path"] for file in report.data["files"] if "of the words, less than" in file["doubt"]]
    assert kept[0.0] == []
    assert "tests/test_a.py" in kept[1.0]


@pytest.mark.parametrize(("keep", "stays"), [(60.0, False), (None, True)])
async def test_runs_kept_long_enough_are_tidied_when_the_tree_is_looked_at_again(repository, context, keep, stays):
    await repair_tests(request(repository), context)
    old = repository.parent / "state" / "runs" / "r1" / "journal.json"
    os.utime(old, (1_000_000_000, 1_000_000_000))
    tests = context.environment.tests.model_copy(update={"keep_runs": keep})
    environment = context.environment.model_copy(update={"tests": tests})
    await repair_tests(replace(request(repository), run="r2"), replace(context, environment=environment))
    assert old.exists() is stays


async def test_a_healthy_tree_is_said(repository, context):
    report = await repair_tests(request(repository, paths=["tests/test_ok.py"]), context)
    assert report.status is Status.HEALTHY
    assert report.actions == ()


@pytest.mark.parametrize("options", [{"paths": ["../.."]}, {"repo": "/nowhere/at/all"}])
async def test_options_that_make_no_sense_are_said(repository, context, options):
    with pytest.raises(Usage):
        await repair_tests(request(repository, **options), context)


async def test_each_step_is_told_with_whether_all_is_well(repository, context):
    await repair_tests(request(repository, apply=True, accept=["*"]), context)
    told = {tick.name: tick.health for tick in context.progress.ticks}
    assert told["scan"] is Health.FAILING
    assert told["collect before"] is Health.FAILING
    assert told["collect after"] is Health.OK
    assert told["suite unit"] is Health.OK
