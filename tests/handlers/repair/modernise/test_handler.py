"""Moving a tree to declared successors: shown, applied, taken back."""

from __future__ import annotations

import httpx
import pytest

from handlers.context import Context
from handlers.core.ports import RecordedProgress, SystemClock
from handlers.core.redaction import Redactor
from handlers.core.report import Status
from handlers.core.request import Request
from handlers.probes.base import Tools
from handlers.repair.actions import apply_repairs, undo_repairs
from handlers.repair.modernise.handler import modernise_tests
from handlers.stack import environment as stack

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
    assert shown.tables[0].rows[0][0] == "tests/test_ws.py:2"
    (tree / "test_b.py").write_text(USE)
    applied = await modernise_tests(request(tree, apply=True), context)
    assert applied.status is Status.DONE
    assert applied.data["written"] == ["tests/test_b.py"]
    assert list(applied.data["left"]) == ["tests/test_ws.py"]


async def test_files_that_import_it_from_one_another_go_on_doing_so(tree, context):
    (tree / "fakes.py").write_text(USE)
    (tree / "test_a.py").write_text("from tests.fakes import Old\n")
    await modernise_tests(request(tree, apply=True), context)
    assert (tree / "fakes.py").read_text() == "from app.bridge import New as Old\n"
    assert (tree / "test_a.py").read_text() == "from tests.fakes import Old\n"
