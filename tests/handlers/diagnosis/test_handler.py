from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from handlers.context import Context
from handlers.core.errors import Usage
from handlers.core.ports import RecordedProgress
from handlers.core.redaction import Redactor
from handlers.core.report import Report, Status
from handlers.core.request import Request
from handlers.diagnosis import diagnose
from handlers.probes.base import Tools
from handlers.probes.runner import open_tools
from handlers.stack.environment import Environment


@pytest.fixture
async def tools() -> AsyncIterator[Tools]:
    async with open_tools(Redactor()) as opened:
        yield opened


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """A port where something listens."""
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.fixture
async def closed_port() -> int:
    """A port where nothing listens any more."""
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    number: int = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return number


def environment(up: int, down: int) -> Environment:
    def tcp(port: int) -> dict[str, Any]:
        return {"kind": "tcp", "host": "127.0.0.1", "port": port, "timeout": "5s"}

    return Environment.model_validate({
        "services": {
            "database": {"probes": [tcp(down)]},
            "cache": {"probes": [tcp(up)]},
            "backend": {"depends_on": ["database", "cache"], "probes": [tcp(down)]},
            "page": {"depends_on": ["cache"], "probes": [tcp(up), {**tcp(up), "name": "again"}]},
        }
    })  # fmt: skip


async def reported(tools: Tools, up: int, down: int, service: str | None = None) -> tuple[Report, RecordedProgress]:
    progress = RecordedProgress()
    context = Context(environment(up, down), tools, progress)
    return await diagnose(Request("diagnose", "staging", service), context), progress


async def test_the_headline_names_the_root_cause(tools: Tools, port: int, closed_port: int) -> None:
    report, _ = await reported(tools, port, closed_port)
    assert report.status is Status.FAILING
    assert report.headline.startswith("Root cause: database is down")
    assert [cause.id for cause in report.causes] == ["database-down"]
    assert [(symptom.service, symptom.path) for symptom in report.symptoms] == [("backend", ("backend", "database"))]


async def test_every_probe_ticks_once(tools: Tools, port: int, closed_port: int) -> None:
    _, progress = await reported(tools, port, closed_port)
    assert progress.announced == [("probes", 5)]
    assert sorted(tick.name for tick in progress.ticks) == [
        "backend · tcp", "cache · tcp", "database · tcp", "page · again", "page · tcp"
    ]  # fmt: skip


async def test_a_healthy_part_is_healthy_although_the_rest_is_not(tools: Tools, port: int, closed_port: int) -> None:
    report, _ = await reported(tools, port, closed_port, service="page")
    assert report.status is Status.HEALTHY
    assert report.headline == "page is healthy: 3 probes of 2 services are all right"
    assert set(report.data["services"]) == {"page", "cache"}


async def test_the_report_holds_what_scripts_need(tools: Tools, port: int, closed_port: int) -> None:
    report, _ = await reported(tools, port, closed_port)
    json.dumps(dict(report.data))
    assert report.data["services"] == {
        "database": "failing", "cache": "healthy", "backend": "failing", "page": "healthy"
    }  # fmt: skip
    probe = next(probe for probe in report.data["probes"] if probe["service"] == "database")
    assert (probe["health"], probe["reason"], probe["kind"]) == ("failing", "refused", "tcp")
    table = report.tables[0]
    assert table.rows[0][:3] in (("database", "tcp", "failing"), ("backend", "tcp", "failing"))
    assert all(len(row) == len(table.columns) for row in table.rows)


async def test_the_schedule_asks_for_some_services_and_no_picture(tools: Tools, port: int, closed_port: int) -> None:
    context = Context(environment(port, closed_port), tools, RecordedProgress())
    options = {"services": ["backend", "cache"], "picture": False}
    report = await diagnose(Request("diagnose", "staging", options=options), context)
    assert report.files == ()
    assert report.data["services"] == {"backend": "failing", "cache": "healthy"}
    assert [cause.service for cause in report.causes] == ["backend"]


async def test_it_brings_a_picture_with_words_for_those_who_cannot_see_it(
    tools: Tools, port: int, closed_port: int
) -> None:
    report, _ = await reported(tools, port, closed_port)
    (picture,) = report.files
    assert picture.media_type == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert "ROOT CAUSE: database" in picture.alt


async def test_an_unknown_service_is_a_usage_error(tools: Tools, port: int, closed_port: int) -> None:
    with pytest.raises(Usage, match="did you mean backend"):
        await reported(tools, port, closed_port, service="bakend")


async def test_the_action_carries_all_a_repair_needs(tools: Tools, port: int, closed_port: int) -> None:
    report, _ = await reported(tools, port, closed_port)
    (action,) = report.actions
    assert action.name == "restart-service"
    assert action.arguments == {"environment": "staging", "service": "database", "cause": "database-down"}
    assert action.label == "Restart database"
