"""What the golden path costs, and what it sees: prints one JSON document, exits 1 when a promise is broken.

Promises: 1,000 sessions at once on one core under 100 MB; the tool's own share under 2 ms a stage; 500 of 500 healthy
sessions pass under load; sessions that are never answered are failed. Beside it, where Artillery is installed (on the
path, or named by ARTILLERY): its WebSocket engine on the same server, which is not asked to verify anything.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import websockets

from benchmarks.golden_path_server import KEY, KINDS
from handlers.golden_path.compiling import compile_plan, schema_names
from handlers.golden_path.crowd import failures_by_id, new_session, walk_together
from handlers.golden_path.journey import Journey
from handlers.golden_path.percentiles import spread
from handlers.golden_path.schema_files import load_schemas
from handlers.golden_path.shell import Shell
from handlers.golden_path.walk import Plan
from handlers.probes.client import open_tools
from handlers.stack.golden_path import GoldenPath

SESSIONS, MEGABYTES, STAGE_MS, HEALTHY = 1000, 100, 2.0, 500
EVENTS = {
    "events": list(KINDS),
    "first_event_within": "20s",
    "within": "60s",
    "quiet_for": "1ms",
    "answer": {"event": "agent_completed", "field": "final_response"},
}


def whole_plan(port: int) -> Plan:
    """The built-in journey, login to close, the token's signature verified."""
    return _plan(
        {
            "login": {"url": f"http://127.0.0.1:{port}/login", "json": {"email": "a@example.com"}, "within": "30s"},
            "token": {"claims": ["sub", "email", "iat", "exp"], "key": KEY},
            "connect": {"url": f"ws://127.0.0.1:{port}/ws", "within": "30s"},
            "send": {"type": "user_message", "message": "Summarise yesterday's spend"},
            "expect": EVENTS,
        }
    )


def socket_plan(port: int, path: str, **expect: Any) -> Plan:
    """Only what Artillery does too: connect, send, close; and, beyond it, every event verified."""
    return _plan(
        {
            "stages": [
                {"stage": "connect", "kind": "connect", "url": f"ws://127.0.0.1:{port}{path}", "within": "30s"},
                {"stage": "send", "kind": "send", "json": {"type": "user_message", "message": "hello {{marker}}"}},
                {"stage": "events", "kind": "events", "expect": {**EVENTS, **expect}},
                {"stage": "close", "kind": "close"},
            ]
        }
    )


def _plan(section: dict[str, Any]) -> Plan:
    config = GoldenPath.model_validate(section)
    return compile_plan(config, load_schemas(schema_names(config)))


async def at_once(plan: Plan, count: int) -> dict[str, Any]:
    """`count` sessions at once: how they ended, how long it took, and the memory this process peaked at."""
    async with open_tools() as tools:
        began, cpu = time.perf_counter(), time.process_time()
        outcomes = await walk_together(plan, count, tools)
        seconds, spent = time.perf_counter() - began, time.process_time() - cpu
    return {
        "sessions": count,
        "passed": sum(outcome.passed for outcome in outcomes),
        "failures": failures_by_id(outcomes),
        "events_verified": sum(len(outcome.events) for outcome in outcomes),
        "seconds": round(seconds, 3),
        "sessions_per_second": round(count / seconds, 1),
        "cpu_ms_per_session": round(1000 * spent / count, 3),
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


async def under_load(plan: Plan) -> dict[str, Any]:
    """Healthy sessions, 50 at a time, while another process keeps this core busy."""
    with _busy_core():
        passed, failures = 0, dict[str, int]()
        async with open_tools() as tools:
            for _ in range(HEALTHY // 50):
                outcomes = await walk_together(plan, 50, tools)
                passed += sum(outcome.passed for outcome in outcomes)
                failures |= failures_by_id(outcomes)
    return {"sessions": HEALTHY, "passed": passed, "failures": failures}


async def overhead(port: int, rounds: int = 100) -> dict[str, Any]:
    """The same walk by this tool and by a bare script that checks nothing, in turn; the difference a stage."""
    plan, ours, bare = whole_plan(port), [], []
    async with open_tools() as tools:
        for number in range(rounds + 10):
            began = time.perf_counter()
            outcome = await Shell(tools).walk(Journey(plan, new_session(number, tools.clock)))
            middle = time.perf_counter()
            await _bare(tools.http, port)
            if number >= 10:
                ours.append(middle - began - 0.001)
                bare.append(time.perf_counter() - middle)
    stages = len(outcome.stages)
    extra = (statistics.median(ours) - statistics.median(bare)) * 1000
    return {
        "stages": stages,
        "ours_ms": _milliseconds(ours),
        "bare_ms": _milliseconds(bare),
        "overhead_ms_per_stage": round(extra / stages, 3),
        "passed": outcome.passed,
    }


async def _bare(http: Any, port: int) -> None:
    answer = await http.post(f"http://127.0.0.1:{port}/login", json={"email": "a@example.com"})
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    address = f"ws://127.0.0.1:{port}/ws"
    async with websockets.connect(address, additional_headers=headers, compression=None, proxy=None) as socket:
        await socket.send('{"type": "user_message", "message": "hello"}')
        for _ in KINDS:
            await socket.recv()


def _milliseconds(seconds: list[float]) -> dict[str, float]:
    return {name: round(value * 1000, 2) for name, value in spread(seconds).items()}


@contextlib.contextmanager
def _busy_core() -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        process.kill()
        process.wait()


@contextlib.contextmanager
def _server() -> Iterator[int]:
    """The server on the last core, so that clients have one to themselves."""
    command = [sys.executable, "-m", "benchmarks.golden_path_server"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        os.sched_setaffinity(process.pid, {max(os.sched_getaffinity(0))})
        assert process.stdout
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()


def _alone(part: str, port: int) -> Any:
    """One part in a process of its own on the first core, so that its memory is its own."""
    command = [sys.executable, "-m", "benchmarks.golden_path", part, str(port)]
    core = {min(os.sched_getaffinity(0))}
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=lambda: os.sched_setaffinity(0, core))
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)


def artillery(port: int, path: str, count: int) -> dict[str, Any] | str:
    """Artillery's WebSocket engine: `count` sessions that connect, send and close; a message where it is not there."""
    found = os.environ.get("ARTILLERY") or shutil.which("artillery")
    if not found:
        return "skipped: Artillery is not installed"
    script = {
        "config": {
            "target": f"ws://127.0.0.1:{port}{path}",
            "phases": [{"duration": 1, "arrivalCount": count}],
        },
        "scenarios": [{"engine": "ws", "flow": [{"send": '{"type": "user_message", "message": "hello"}'}]}],
    }
    with tempfile.TemporaryDirectory() as folder:
        test, result = Path(folder, "test.json"), Path(folder, "result.json")
        test.write_text(json.dumps(script))
        core = {min(os.sched_getaffinity(0))}
        before = _children_cpu()
        subprocess.run(
            [found, "run", "--quiet", "--output", str(result), str(test)],
            env={**os.environ, "ARTILLERY_DISABLE_TELEMETRY": "true"},
            preexec_fn=lambda: os.sched_setaffinity(0, core),
            capture_output=True,
            check=True,
        )
        figures = _artillery_figures(json.loads(result.read_text())["aggregate"])
        return {**figures, "cpu_seconds_with_start": round(_children_cpu() - before, 2)}


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _artillery_figures(aggregate: dict[str, Any]) -> dict[str, Any]:
    counters = aggregate["counters"]
    seconds = (aggregate["lastCounterAt"] - aggregate["firstCounterAt"]) / 1000
    completed = counters.get("vusers.completed", 0)
    return {
        "sessions": counters.get("vusers.created", 0),
        "completed": completed,
        "failed": counters.get("vusers.failed", 0),
        "messages_verified": 0,
        "seconds": round(seconds, 3),
        "sessions_per_second": round(completed / seconds, 1) if seconds else None,
    }


PARTS: dict[str, Callable[[int], Any]] = {
    "at_once": lambda port: asyncio.run(at_once(whole_plan(port), SESSIONS)),
    "socket_only": lambda port: asyncio.run(at_once(socket_plan(port, "/ws"), SESSIONS)),
    "never_answered": lambda port: asyncio.run(
        at_once(socket_plan(port, "/silent", first_event_within="1s", silence_after="2s"), 200)
    ),
    "under_load": lambda port: asyncio.run(under_load(whole_plan(port))),
    "overhead": lambda port: asyncio.run(overhead(port)),
}


def main() -> int:
    """Run every part and judge the promises."""
    with _server() as port:
        results = {part: _alone(part, port) for part in PARTS}
        results["artillery"] = {
            "one": artillery(port, "/ws", 1),
            "sent": artillery(port, "/ws", SESSIONS),
            "never_answered": artillery(port, "/silent", 200),
        }
    held = {
        "1000 sessions at once pass": results["at_once"]["passed"] == SESSIONS,
        "under 100 MB": results["at_once"]["peak_rss_mb"] < MEGABYTES,
        "overhead under 2 ms a stage": results["overhead"]["overhead_ms_per_stage"] < STAGE_MS,
        "500 of 500 healthy sessions pass under load": results["under_load"]["passed"] == HEALTHY,
        "never answered is failed": results["never_answered"]["failures"] == {"silent-agent": 200},
    }
    print(json.dumps({**results, "promises": held}, indent=2))
    return 0 if all(held.values()) else 1


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(PARTS[sys.argv[1]](int(sys.argv[2]))))
    else:
        sys.exit(main())
