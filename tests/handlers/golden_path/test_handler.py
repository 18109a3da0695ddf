"""The whole capability against a real product on loopback: every fault by its name, sessions at once, clean-up."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from handlers.context import Context
from handlers.core.errors import Usage
from handlers.core.ports import Health, RecordedProgress
from handlers.core.redaction import Redactor
from handlers.core.report import Report, Role, Status
from handlers.core.request import Request
from handlers.golden_path.capture import replay
from handlers.golden_path.handler import golden_path
from handlers.probes.base import Tools
from handlers.probes.client import open_tools
from handlers.stack.environment import Environment
from tests.handlers.golden_path.product import RealProduct, serving
from tests.handlers.golden_path.walking import plan_of

FAULTS = (
    "missing-event", "wrong-order", "tool-name-missing", "results-missing", "duplicate-event", "foreign-event",
    "silent-agent", "slow-first-event", "early-close-1011", "empty-answer", "error-event", "token-expired",
    "token-alg-none", "handshake-403", "subprotocol-dropped", "login-500",
)  # fmt: skip


@pytest.fixture
async def tools() -> AsyncIterator[Tools]:
    async with open_tools(Redactor(["hunter2secret"])) as opened:
        yield opened


@pytest.fixture
async def product() -> AsyncIterator[RealProduct]:
    async with serving(RealProduct()) as served:
        yield served


def _environment(product: RealProduct, **changes: Any) -> Environment:
    services = {
        "auth": {"probes": [{"kind": "http", "url": f"{product.address}/auth/health"}]},
        "gateway": {"probes": [{"kind": "websocket", "url": f"{product.address}/ws".replace("http", "ws")}]},
    }
    described = {"services": services, "golden_path": product.section(**changes)}
    return Environment.model_validate(described)


async def _walk(product: RealProduct, tools: Tools, options: dict[str, Any] | None = None, **changes: Any) -> Report:
    request = Request("golden-path", "staging", options=options or {})
    return await golden_path(request, Context(_environment(product, **changes), tools, RecordedProgress()))


@pytest.mark.parametrize("auth", ["bearer", "subprotocol"])
async def test_a_healthy_product_passes(product: RealProduct, tools: Tools, auth: str) -> None:
    report = await _walk(product, tools, connect={"auth": auth})
    assert report.status is Status.HEALTHY, report.headline
    assert report.headline.startswith("passed in ")
    assert report.data["failure"] is None
    assert [stage["name"] for stage in report.data["stages"]] == [
        "login", "token", "connect", "send", "events", "answer", "close",
    ]  # fmt: skip
    assert len(report.data["timings"]["gaps"]) == 4
    assert product.logouts == 1


@pytest.mark.parametrize("fault", FAULTS)
async def test_each_fault_is_named_exactly_and_nothing_stays_open(
    product: RealProduct, tools: Tools, fault: str
) -> None:
    product.fault = fault
    report = await _walk(product, tools)
    assert report.status is Status.FAILING
    assert report.data["failure"]["id"] == fault
    assert [cause.id for cause in report.causes] == [fault]
    json.dumps(report.data)
    await asyncio.wait_for(product.idle.wait(), 5)
    assert product.logouts == (0 if fault == "login-500" else 1)


async def test_a_failure_is_handed_over_to_the_service_of_its_stage(product: RealProduct, tools: Tools) -> None:
    product.fault = "handshake-403"
    report = await _walk(product, tools)
    assert report.causes[0].service == "gateway"
    product.fault = "token-expired"
    report = await _walk(product, tools)
    assert report.causes[0].service == "auth"
    assert report.data["failure"]["service"] == "auth"


async def test_the_offending_event_is_shown_redacted(product: RealProduct, tools: Tools) -> None:
    product.fault = "results-missing"
    report = await _walk(product, tools, send={"message": "my password is hunter2secret"})
    assert report.headline == "failed at tool_completed: `results` missing"
    shown = next(file for file in report.files if file.name == "event.json")
    assert json.loads(shown.content)["type"] == "tool_completed"
    product.fault = "error-event"
    report = await _walk(product, tools)
    assert "overloaded" in report.headline


async def test_no_secret_and_no_token_is_in_the_report(product: RealProduct, tools: Tools) -> None:
    product.fault = "empty-answer"
    report = await _walk(product, tools, {"record": True}, send={"message": "hunter2secret"})
    whole = repr(report) + "".join(file.content.decode("utf-8", "replace") for file in report.files)
    assert "hunter2secret" not in whole
    assert product.messages
    assert "hunter2secret" in product.messages[0]


async def test_the_waterfall_is_a_picture(product: RealProduct, tools: Tools) -> None:
    report = await _walk(product, tools)
    picture = next(file for file in report.files if file.name == "waterfall.png")
    with Image.open(BytesIO(picture.content)) as image:
        assert image.size[0] == 1080
    assert "login" in picture.alt


async def test_progress_ticks_once_a_stage(product: RealProduct, tools: Tools) -> None:
    progress = RecordedProgress()
    product.fault = "empty-answer"
    await golden_path(Request("golden-path", "staging"), Context(_environment(product), tools, progress))
    assert progress.announced == [("golden path", 7)]
    assert [(tick.name, tick.health) for tick in progress.ticks][-2:] == [
        ("answer", Health.FAILING),
        ("close", Health.UNKNOWN),
    ]


async def test_a_walk_can_be_recorded_and_replayed(product: RealProduct, tools: Tools) -> None:
    for fault in ("", "results-missing", "silent-agent"):
        product.fault = fault
        report = await _walk(product, tools, {"record": True})
        capture = next(file for file in report.files if file.name == "capture.jsonl")
        again = replay(capture.content.decode().splitlines(), plan_of(product.section()))
        assert (again.failure.id if again.failure else "") == fault
        assert len(again.events) == len(report.data["events"])


async def test_a_slower_stage_is_said_beside_the_last_good_run(product: RealProduct, tools: Tools) -> None:
    good = await _walk(product, tools)
    product.first_event_after = 0.2
    slower = await _walk(product, tools, {"last_good": json.loads(json.dumps(good.data))})
    assert slower.status is Status.HEALTHY
    note = next(finding for finding in slower.findings if finding.id == "slower-than-last-good")
    assert note.role is Role.NOTE
    assert "first event" in note.title


async def test_many_sessions_at_once_are_isolated_and_measured(product: RealProduct, tools: Tools) -> None:
    report = await _walk(product, tools, {"sessions": 40}, expect={"first_event_within": 4, "silence_after": 5})
    assert report.status is Status.HEALTHY, report.headline
    assert report.data["sessions"]["passed"] == 40
    assert set(report.data["sessions"]["percentiles"]) >= {"login", "connect", "first_event", "answer", "total"}
    assert len({json.loads(message)["message"] for message in product.messages}) == 40


async def test_another_sessions_marker_is_found(tools: Tools) -> None:
    class Leaking(RealProduct):
        def _events(self, user: str, text: str) -> list[Any]:
            first = str(json.loads(self.messages[0])["message"])
            return super()._events(user, first)

    async with serving(Leaking()) as served:
        report = await _walk(served, tools, {"sessions": 3}, expect={"first_event_within": 4, "silence_after": 5})
    assert report.data["failure"]["id"] == "foreign-event"


async def test_it_says_at_how_many_at_once_it_starts_to_fail(product: RealProduct, tools: Tools) -> None:
    product.capacity = 6
    product.first_event_after = 0.1
    report = await _walk(product, tools, {"sessions": 24}, expect={"first_event_within": 4, "silence_after": 5})
    assert report.data["failure"]["id"] == "handshake-503"
    assert report.data["sessions"]["holds_at"] <= 6 < report.data["sessions"]["starts_to_fail_at"]
    assert "holds at" in report.headline


@pytest.mark.parametrize("sessions", [0, -1, "many", 1001, True, 1.5])
async def test_a_senseless_number_of_sessions_is_refused(product: RealProduct, tools: Tools, sessions: Any) -> None:
    with pytest.raises(Usage, match="whole number"):
        await _walk(product, tools, {"sessions": sessions})


async def test_an_environment_without_a_golden_path_is_wrong_usage(tools: Tools) -> None:
    context = Context(Environment(services={}), tools, RecordedProgress())
    with pytest.raises(Usage, match="no golden_path"):
        await golden_path(Request("golden-path", "staging"), context)


async def test_an_unset_secret_is_said_and_nothing_is_contacted(product: RealProduct, tools: Tools) -> None:
    report = await _walk(product, tools, login={"header": {"X-E2E-Bypass-Key": "${E2E_BYPASS_KEY:?}"}})
    assert report.status is Status.UNKNOWN
    assert "E2E_BYPASS_KEY" in report.headline
    assert product.logins == 0


async def test_nothing_listening_is_said_as_such(product: RealProduct, tools: Tools) -> None:
    report = await _walk(product, tools, login={"url": "http://127.0.0.1:1/login"})
    assert report.data["failure"]["id"] == "login-refused"
    report = await _walk(product, tools, connect={"url": "ws://127.0.0.1:1/ws"})
    assert report.data["failure"]["id"] == "connect-refused"


async def test_a_redirect_is_not_followed(product: RealProduct, tools: Tools) -> None:
    report = await _walk(product, tools, connect={"url": f"{product.address}/moved".replace("http", "ws")})
    assert report.data["failure"]["id"] == "handshake-302"


async def test_a_cancelled_walk_closes_its_connection(product: RealProduct, tools: Tools) -> None:
    product.first_event_after = 1.0
    task = asyncio.create_task(_walk(product, tools, expect={"first_event_within": 4, "silence_after": 5}))
    await asyncio.wait_for(product.asked.wait(), 5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.wait_for(product.idle.wait(), 5)
