from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from handlers.core.ports import Health
from handlers.probes.base import Observation, SupervisorAddress, Tools
from handlers.probes.process import judge
from handlers.probes.reasons import Reason
from tests.handlers.probes.conftest import Probe, Serve

NOW = datetime(2026, 11, 1, 10, 0, tzinfo=UTC)
RUNNING = {"name": "backend", "state": "running", "pid": 7, "exit_code": None, "restarts": 0, "log": [], "changes": []}
CRASH = [
    "starting",
    "Traceback (most recent call last):",
    '  File "/app/backend.py", line 3, in <module>',
    "    from backend_settings import Settings",
    '  File "/app/backend_settings.py", line 9, in <module>',
    '    SECRET = os.environ["JWT_SECRET"]',
    '  File "/usr/lib/python3.11/os.py", line 680, in __getitem__',
    "KeyError: 'JWT_SECRET'",
]


def supervisor(answer: Any, status: int = 200) -> Any:
    async def handler(request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization") != "Bearer t0ken":
            return web.json_response({"error": "who are you?"}, status=401)
        if request.path != "/processes/backend":
            return web.json_response({"error": "no such process"}, status=404)
        return web.json_response(answer, status=status)

    return handler


async def test_a_running_process_is_ok(probe: Probe, serve: Serve, tools: Tools) -> None:
    url = await serve(supervisor(RUNNING))
    assert (await probe(kind="process", url=url, token="t0ken", process="backend")).health is Health.OK
    of_platform = dataclasses.replace(tools, supervisor=SupervisorAddress(url, "t0ken"))
    assert (await probe(of_platform, kind="process", name="backend")).health is Health.OK


async def test_what_the_supervisor_does_not_say_is_unknown(probe: Probe, serve: Serve) -> None:
    url = await serve(supervisor(RUNNING))
    assert (await probe(kind="process", url=url, token="wrong", process="backend")).reason == Reason.FORBIDDEN
    assert (await probe(kind="process", url=url, token="t0ken", process="nope")).reason == Reason.NOT_FOUND
    unreachable = await probe(kind="process", url="http://127.0.0.1:1", process="backend")
    assert (unreachable.health, unreachable.reason) == (Health.UNKNOWN, Reason.UNAVAILABLE)
    assert (await probe(kind="process", process="backend")).reason == Reason.NOT_CONFIGURED
    odd = await serve(supervisor([], status=200))
    assert (await probe(kind="process", url=odd, token="t0ken", process="backend")).reason == Reason.UNAVAILABLE


def seen(**answer: Any) -> Observation:
    return judge({**RUNNING, **answer}, NOW)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"state": "running"}, ""),
        ({"state": "starting"}, ""),
        ({"state": "stopped"}, Reason.STOPPED),
        ({"state": "exited", "exit_code": 1}, Reason.EXITED),
        ({"state": "exited", "exit_code": 0}, Reason.EXITED),
        ({"state": "exited", "exit_code": -9}, Reason.CRASH),
        ({"state": "zombie"}, Reason.STATE),
        ({"restarts": 9}, ""),
    ],
)
def test_each_state_has_its_word(answer: dict[str, Any], reason: str) -> None:
    assert seen(**answer).reason == reason


def test_a_crash_tells_root_frame_and_missing_variable() -> None:
    facts = seen(state="exited", exit_code=1, log=CRASH).facts
    assert (facts["exception"], facts["message"]) == ("KeyError", "'JWT_SECRET'")
    assert facts["frame"] == "/app/backend_settings.py:9 in <module>"
    assert facts["variable"] == "JWT_SECRET"
    assert facts["log"].endswith("KeyError: 'JWT_SECRET'")


def crashes(*ago: float) -> list[dict[str, str]]:
    return [{"at": (NOW - timedelta(seconds=s)).isoformat(), "what": "restarted after a crash"} for s in ago]


@pytest.mark.parametrize(("ago", "reason"), [((5.0, 9.0), Reason.RESTARTING), ((5.0,), ""), ((500.0, 900.0), "")])
def test_crashing_again_and_again_counts_only_while_recent(ago: tuple[float, ...], reason: str) -> None:
    assert seen(changes=crashes(*ago)).reason == reason


def test_restarts_somebody_asked_for_do_not_count() -> None:
    changes = [{"at": NOW.isoformat(), "what": "restart by request"}] * 5
    found = seen(changes=[*changes, {"what": "crash"}, "nonsense"])
    assert found.health is Health.OK
    assert found.facts["changes"] == [{"what": "crash"}, *changes]
