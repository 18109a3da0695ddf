"""Moving a tree to declared successors: shown, applied, taken back."""

from __future__ import annotations

import httpx
import pytest

from handlers.context import Context
from handlers.core.errors import Usage
from handlers.core.ports import RecordedProgress, SystemClock
from handlers.core.redaction import Redactor
from handlers.core.report import Status
from handlers.core.request import Request
from handlers.probes.base import Tools
from handlers.repair.actions import apply_repairs, propose_repairs, undo_repairs
from handlers.repair.git import git
from handlers.repair.modernise.handler import modernise_tests
from handlers.stack import environment as stack
from tests.handlers.repair.repository import commit

USE = "from app.ws import Old\n"


@pytest.fixture
def tree(tmp_path):
    (tmp_path / "repo" / "tests").mkdir(parents=True)
    return tmp_path / "repo" / "tests"


@pytest.fixture
async def context():
    tests = stack.Tests(collect="true", renames={"app.ws.Old": "app.bridge.New"})
    async with httpx.AsyncClient() as http:
        tools = Tools(http, SystemClock(), Redactor())
        yield Context(stack.Environment(services={}, tests=tests), tools, RecordedProgress())


def request(tree, **options):
    top = tree.parent
    return Request("modernise", "staging", options={"repo": str(top), "state": str(top.parent / "state")} | options)


async def test_renames_are_shown_applied_and_undone(tree, context):
    (tree / "test_ws.py").write_text(USE)
    shown = await modernise_tests(request(tree), context)
    assert shown.data["files"] == ["tests/test_ws.py"]
    assert (tree / "test_ws.py").read_text() == USE
    assert b"+from app.bridge import New" in shown.files[0].content
    done = await apply_repairs(request(tree, **dict(shown.actions[0].arguments)), context)
    assert done.status is Status.DONE
    assert (tree / "test_ws.py").read_text() == "from app.bridge import New\n"
    await undo_repairs(request(tree, **dict(done.actions[0].arguments)), context)
    assert (tree / "test_ws.py").read_text() == USE


async def test_what_is_not_moved_is_told_whether_files_change_or_not(tree, context):
    (tree / "test_ws.py").write_text("from app.ws import *\nOld\n")
    shown = await modernise_tests(request(tree), context)
    assert shown.status is Status.HEALTHY
    assert "1 place that names one was not moved" in shown.headline
    assert shown.tables[1].rows[0][0] == "tests/test_ws.py:2"
    (tree / "test_b.py").write_text(USE)
    applied = await modernise_tests(request(tree, apply=True), context)
    assert applied.status is Status.DONE
    assert applied.data["written"] == ["tests/test_b.py"]
    assert list(applied.data["left"]) == ["tests/test_ws.py"]


async def test_each_rename_is_counted_and_files_are_shown_with_their_diff(tree, context):
    (tree / "test_a.py").write_text(USE)
    (tree / "test_b.py").write_text(USE + "x.Old\n")
    shown = await modernise_tests(request(tree), context)
    assert shown.tables[0].rows == (("app.ws.Old", "app.bridge.New", "2"),)
    first, second = shown.findings
    assert first.title == "tests/test_b.py moves, 1 left to look at"
    assert "+from app.bridge import New" in second.evidence[0].text


async def test_a_pull_request_says_what_is_called_what_now(tree, context):
    (tree / "test_ws.py").write_text(USE)
    commit(tree.parent, {"tests/test_ws.py": USE})
    shown = await modernise_tests(request(tree), context)
    assert [action.label for action in shown.actions] == ["Apply", "Open pull request"]
    done = await propose_repairs(request(tree, **dict(shown.actions[1].arguments)), context)
    said = git(tree.parent, "log", "-1", "--format=%B", done.data["commit"])
    assert said.startswith("Move 1 test file to declared names")


async def test_where_nothing_is_declared_it_is_said_how_to(tree, context):
    tests = stack.Tests(collect="true")
    bare = Context(stack.Environment(services={}, tests=tests), context.tools, context.progress)
    with pytest.raises(Usage, match="declares no renames: add `renames:"):
        await modernise_tests(request(tree), bare)


async def test_a_whole_module_is_followed_inside_its_package(tree, context):
    tests = stack.Tests(collect="true", renames={"tests.helpers": "tests.support"})
    context = Context(stack.Environment(services={}, tests=tests), context.tools, context.progress)
    (tree / "__init__.py").touch()
    (tree / "test_a.py").write_text("from .helpers import login\n")
    await modernise_tests(request(tree, apply=True), context)
    assert (tree / "test_a.py").read_text() == "from .support import login\n"


async def test_files_that_import_it_from_one_another_go_on_doing_so(tree, context):
    (tree / "fakes.py").write_text(USE)
    (tree / "test_a.py").write_text("from tests.fakes import Old\n")
    await modernise_tests(request(tree, apply=True), context)
    assert (tree / "fakes.py").read_text() == "from app.bridge import New as Old\n"
    assert (tree / "test_a.py").read_text() == "from tests.fakes import Old\n"
