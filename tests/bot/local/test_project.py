"""The damaged repository of the demo."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx

from bot.local.project import damaged_project
from handlers.context import Context
from handlers.core.ports import RecordedProgress, SystemClock
from handlers.core.redaction import Redactor
from handlers.core.request import Request
from handlers.probes.base import Tools
from handlers.repair.handler import collect, repair_tests
from handlers.repair.modernise.handler import modernise_tests
from handlers.repair.work import read_work
from handlers.stack.environment import Environment

NOW = datetime(2026, 1, 1, tzinfo=UTC)


async def test_all_it_holds_is_damaged_and_comes_back_but_for_what_nobody_could_know(tmp_path):
    tests = damaged_project(tmp_path / "shop")
    options = {
        "repo": tests.repository,
        "state": str(tmp_path / "state"),
        "apply": True,
        "verify": True,
        "suites": False,
    }
    async with httpx.AsyncClient() as http:
        context = Context(
            Environment(services={}, tests=tests), Tools(http, SystemClock(), Redactor()), RecordedProgress()
        )
        report = await repair_tests(Request("repair tests", "staging", options=options, run="r1"), context)
        moved = await modernise_tests(Request("modernise tests", "staging", options=options, run="r2"), context)
        collected = await collect(read_work(Request("x", options=options), tests, NOW), context, "collect")
    verdicts = {file["path"]: file["verdict"] for file in report.data["files"]}
    assert verdicts == {
        "tests/test_cart.py": "restored",
        "tests/test_notify.py": "restored",
        "tests/test_refund.py": "partial",
    }
    assert report.data["collected"]["before"]["tests"] == 0
    assert report.data["collected"]["after"]["tests"] == 4
    assert list(report.data["collected"]["after"]["failing"]) == ["tests/test_refund.py"]
    assert moved.data["written"] == ["tests/test_notify.py"]
    assert collected.tests == 4
