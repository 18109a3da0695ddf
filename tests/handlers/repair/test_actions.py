"""A pull request from a planned run: committed, pushed, opened, and opened only once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from handlers.context import Context
from handlers.core.errors import Permanent, Usage
from handlers.core.ports import RecordedProgress, SystemClock
from handlers.core.redaction import Redactor
from handlers.core.report import Status
from handlers.core.request import Request
from handlers.probes.base import Tools
from handlers.repair.actions import apply_repairs, propose_repairs, undo_repairs
from handlers.repair.handler import repair_tests
from handlers.stack import environment as stack
from tests.handlers.repair.repository import CLEAN, DAMAGED, commit, git, pytest_command


@pytest.fixture
async def context():
    tests = stack.Tests(
        repository="https://github.com/o/n.git", roots=("tests",), collect=pytest_command("--collect-only")
    )
    async with httpx.AsyncClient() as http:
        tools = Tools(http, SystemClock(), Redactor())
        yield Context(stack.Environment(services={}, tests=tests), tools, RecordedProgress())


@dataclass
class Served:
    """The server's address and what it was asked to open."""

    address: str
    opened: list[dict[str, Any]]


@pytest.fixture
async def forge():
    opened: list[dict[str, Any]] = []

    async def create(request: web.Request) -> web.Response:
        if opened:
            return web.json_response({"message": "A pull request already exists"}, status=422)
        opened.append(await request.json())
        return web.json_response({"html_url": "https://forge/pull/1"}, status=201)

    async def find(_: web.Request) -> web.Response:
        return web.json_response([{"html_url": "https://forge/pull/1"}])

    app = web.Application()
    app.router.add_post("/repos/o/n/pulls", create)
    app.router.add_get("/repos/o/n/pulls", find)
    async with TestServer(app) as server:
        yield Served(str(server.make_url("/")), opened)


async def test_a_pull_request_shows_the_table_and_leaves_the_working_tree_alone(tmp_path, context, forge):
    top, far = tmp_path / "repo", tmp_path / "far.git"
    top.mkdir()
    git(tmp_path, "init", "-q", "--bare", str(far))
    commit(top, {"tests/test_a.py": CLEAN})
    commit(top, {"tests/test_a.py": DAMAGED})
    git(top, "remote", "add", "origin", str(far))
    options = {"repo": str(top), "state": str(tmp_path / "state")}
    shown = await repair_tests(Request("repair tests", options=options, run="r1"), context)
    asked = dict(shown.actions[1].arguments) | {"token": "secret", "api": forge.address}
    for _ in range(2):
        report = await propose_repairs(Request("repair.pull_request", options=asked), context)
        assert (report.status, report.data["url"]) == (Status.DONE, "https://forge/pull/1")
    assert [entry["head"] for entry in forge.opened] == ["repair/r1"]
    assert "| `tests/test_a.py` | restored |" in forge.opened[0]["body"]
    assert forge.opened[0]["base"] == "main"
    assert git(far, "show", "repair/r1:tests/test_a.py") == CLEAN
    assert (top / "tests/test_a.py").read_text() == DAMAGED
    assert git(top, "status", "--porcelain") == ""


@pytest.mark.parametrize("action", [apply_repairs, undo_repairs, propose_repairs])
async def test_an_action_without_a_run_or_with_an_unknown_one_is_said(tmp_path, context, action):
    with pytest.raises(Usage, match="which run"):
        await action(Request("x", options={"state": str(tmp_path)}), context)
    with pytest.raises(Permanent, match="no run"):
        await action(Request("x", options={"state": str(tmp_path), "run": "r9"}), context)


@pytest.fixture
def planned(tmp_path, context):
    """A dry run of a repository with one damaged file; its options."""

    async def plan(damaged: str = DAMAGED):
        top = tmp_path / "repo"
        top.mkdir()
        commit(top, {"tests/test_a.py": CLEAN, "tests/test_b.py": CLEAN})
        commit(top, {"tests/test_a.py": damaged, "tests/test_b.py": DAMAGED})
        options = {"repo": str(top), "state": str(tmp_path / "state")}
        shown = await repair_tests(Request("repair tests", options=options, run="r1"), context)
        return top, dict(shown.actions[0].arguments)

    return plan


async def test_a_file_changed_since_the_scan_is_not_in_the_branch(planned, context):
    top, options = await planned()
    (top / "tests/test_a.py").write_text("mine = 1\n")
    report = await propose_repairs(Request("repair.pull_request", options=options), context)
    assert "changed since" in report.findings[0].title
    assert git(top, "diff", "--name-only", "main", "repair/r1").split() == ["tests/test_b.py"]


async def test_a_file_removed_since_the_scan_is_refused_by_every_action(planned, context):
    top, options = await planned()
    (top / "tests/test_a.py").unlink()
    (top / "tests/test_b.py").unlink()
    with pytest.raises(Permanent, match="nothing to propose"):
        await propose_repairs(Request("repair.pull_request", options=options), context)
    applied = await apply_repairs(Request("repair.apply", options=options | {"verify": False}), context)
    assert applied.status is Status.NOT_DONE
    assert len(applied.findings) == 2


async def test_the_apply_button_verifies_what_it_did(planned, context):
    _, options = await planned()
    report = await apply_repairs(Request("repair.apply", options=options), context)
    assert report.tables[0].title == "Collection"
    assert set(report.data["collected"]) == {"before", "after"}
    assert ("collect after", 1) in context.progress.announced


async def test_a_second_undo_says_that_nothing_was_left_to_do(planned, context):
    _, options = await planned()
    await apply_repairs(Request("repair.apply", options=options | {"verify": False}), context)
    for said in ("2 files put back", "taken back already"):
        assert said in (await undo_repairs(Request("repair.undo", options=options), context)).headline


async def test_a_doubtful_file_left_out_of_an_apply_is_said(planned, context, tmp_path):
    top, _ = await planned()
    (top / "tests/test_c.py").write_text("def test_c(:\n    ]] once { upon ) a ( time\n    ] there } was ( nothing\n")
    options = {"repo": str(top), "state": str(tmp_path / "state")}
    shown = await repair_tests(Request("repair tests", options=options, run="r2"), context)
    asked = dict(shown.actions[0].arguments) | {"verify": False}
    report = await apply_repairs(Request("repair.apply", options=asked), context)
    assert report.headline == "2 files repaired (run r2); 1 file left out for want of your yes"
    assert "tests/test_c.py was left out: " in report.findings[0].title
    assert report.status is Status.NOT_DONE
    later = await apply_repairs(Request("repair.apply", options=asked | {"accept": ["*"]}), context)
    assert (later.headline, later.status) == ("1 file repaired (run r2)", Status.DONE)


async def test_a_branch_that_was_made_without_a_doubtful_file_is_not_passed_off_as_one_with_it(
    planned, context, tmp_path
):
    top, _ = await planned()
    (top / "tests/test_c.py").write_text("def test_c(:\n    ]] once { upon ) a ( time\n    ] there } was ( nothing\n")
    options = {"repo": str(top), "state": str(tmp_path / "state")}
    shown = await repair_tests(Request("repair tests", options=options, run="r2"), context)
    asked = dict(shown.actions[0].arguments)
    made = await propose_repairs(Request("repair.pull_request", options=asked), context)
    assert made.data["commit"]
    with pytest.raises(Permanent, match=r"made without tests/test_c\.py: to make it anew, `git branch -D repair/r2`"):
        await propose_repairs(Request("repair.pull_request", options=asked | {"accept": ["*"]}), context)


async def test_a_file_that_was_refused_is_not_said_to_want_a_yes(planned, context, tmp_path):
    top, _ = await planned()
    (top / "tests/test_c.py").write_text("def test_c(:\n    ]] once { upon ) a ( time\n    ] there } was ( nothing\n")
    options = {"repo": str(top), "state": str(tmp_path / "state")}
    shown = await repair_tests(Request("repair tests", options=options, run="r2"), context)
    (top / "tests/test_c.py").write_text("mine = 1\n")
    asked = dict(shown.actions[0].arguments) | {"verify": False, "accept": ["*"]}
    report = await apply_repairs(Request("repair.apply", options=asked), context)
    assert report.headline == "2 files repaired (run r2)"
    assert [finding.title for finding in report.findings] == [
        "tests/test_c.py was left as it was: it changed since it was scanned"
    ]
