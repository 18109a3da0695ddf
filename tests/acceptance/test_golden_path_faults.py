"""The golden path on the real demo stack: each fault by its own name, handed over to a service."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.demo.stack import DemoStack
from bot.stack import parse_stack
from handlers.context import Context
from handlers.core.ports import RecordedProgress
from handlers.core.redaction import Redactor
from handlers.core.report import Report, Status
from handlers.core.request import Request
from handlers.golden_path.handler import golden_path
from handlers.probes.base import Tools
from handlers.probes.client import open_tools

pytestmark = pytest.mark.asyncio(loop_scope="session")
FAULTS = {
    "missing-event": "gateway",
    "wrong-order": "gateway",
    "tool-name-missing": "gateway",
    "results-missing": "gateway",
    "duplicate-event": "gateway",
    "foreign-event": "gateway",
    "silent-agent": "gateway",
    "slow-first-event": "gateway",
    "early-close-1011": "gateway",
    "empty-answer": "gateway",
    "error-event": "gateway",
    "token-expired": "auth",
    "token-alg-none": "auth",
    "handshake-403": "gateway",
    "subprotocol-dropped": "gateway",
}
SERVICES_DOWN = {"auth-down": "login-refused", "e2e-bypass-missing": "login-404", "jwt-mismatch": "early-close-4401"}


@pytest_asyncio.fixture(loop_scope="session")
async def tools(demo: DemoStack) -> AsyncIterator[Tools]:
    async with open_tools(Redactor(demo.variables.values())) as opened:
        yield opened


async def _walk(demo: DemoStack, tools: Tools, sessions: int = 1) -> Report:
    loaded = parse_stack(demo.stack_yaml().encode(), demo.variables)
    context = Context(loaded.stack.environments["staging"], tools, RecordedProgress())
    return await golden_path(Request("golden-path", "staging", options={"sessions": sessions}), context)


@pytest.mark.parametrize("fault", FAULTS)
async def test_each_fault_is_named_exactly(demo: DemoStack, tools: Tools, fault: str) -> None:
    await demo.inject(fault)
    report = await _walk(demo, tools)
    assert report.status is Status.FAILING
    assert report.data["failure"]["id"] == fault, report.headline
    assert [(cause.id, cause.service) for cause in report.causes] == [(fault, FAULTS[fault])]


@pytest.mark.parametrize("fault", SERVICES_DOWN)
async def test_a_broken_service_fails_the_stage_that_needs_it(demo: DemoStack, tools: Tools, fault: str) -> None:
    await demo.inject(fault)
    report = await _walk(demo, tools)
    assert report.data["failure"]["id"] == SERVICES_DOWN[fault], report.headline


async def test_a_healthy_stack_passes_every_time(demo: DemoStack, tools: Tools) -> None:
    for _ in range(3):
        report = await _walk(demo, tools)
        assert report.status is Status.HEALTHY, report.headline


async def test_many_users_at_once_are_kept_apart(demo: DemoStack, tools: Tools) -> None:
    report = await _walk(demo, tools, sessions=20)
    assert report.status is Status.HEALTHY, report.headline
    assert report.data["sessions"]["passed"] == 20
