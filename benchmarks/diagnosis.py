"""What a diagnosis costs: prints one JSON document, exits 1 when a promise is broken.

Promises: 50 services take at most 1.1 x the slowest probe + 50 ms; where prometheus-blackbox-exporter is installed,
at least twice its checks per second against the same target, side by side. Peak memory is printed.

    python -m benchmarks.diagnosis [--seconds 3]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import json
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import aiohttp

from handlers.context import Context
from handlers.core.ports import RecordedProgress, Tick
from handlers.core.request import Request
from handlers.diagnosis.handler import diagnose
from handlers.probes.base import Tools
from handlers.probes.client import open_tools
from handlers.probes.http import HttpProbe
from handlers.probes.runner import run_probe
from handlers.stack.environment import Environment

SERVICES, SLOWEST_MS, AT_ONCE, TARGETS = 50, 400, 32, 64
SHARE, MARGIN, TIMES = 1.1, 0.050, 2.0
EXPORTER = "prometheus-blackbox-exporter"


@contextlib.contextmanager
def target() -> Iterator[int]:
    """The port of the target, which runs in a process of its own."""
    with subprocess.Popen([sys.executable, "-m", "benchmarks.diagnosis_target"], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


@contextlib.contextmanager
def exporter(program: str) -> Iterator[int]:
    """The port of a blackbox exporter with its stock `http_2xx` module."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    config = "--config.file=/etc/prometheus/blackbox.yml"
    argv = [program, config, f"--web.listen-address=127.0.0.1:{port}", "--log.level=error"]
    with subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(port)
            yield port
        finally:
            process.terminate()


def wait_for(port: int, seconds: float = 10.0) -> None:
    """Block until something accepts on `port`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
    raise SystemExit(f"nothing listens on port {port}")


def environment(port: int) -> Environment:
    """Fifty services in a chain of tens, each with an HTTP and a TCP probe; the slowest takes SLOWEST_MS."""
    services: dict[str, Any] = {}
    for number in range(SERVICES):
        delay = number * SLOWEST_MS // (SERVICES - 1)
        services[f"s{number}"] = {
            "depends_on": [f"s{number - 10}"] if number >= 10 else [],
            "probes": [
                {"kind": "http", "url": f"http://127.0.0.1:{port}/sleep/{delay}", "expect": {"json": {"status": "ok"}}},
                {"kind": "tcp", "host": "127.0.0.1", "port": port},
            ],
        }
    return Environment.model_validate({"services": services})


@dataclass(slots=True)
class Timed(RecordedProgress):
    """Progress that notes when the last probe ended."""

    last: float = 0.0

    async def tick(self, tick: Tick) -> None:
        """One probe has ended."""
        self.last = time.perf_counter()
        self.ticks.append(tick)


async def measure_wall(port: int, tools: Tools) -> dict[str, Any]:
    """A whole `/diagnose`, map and all, five times: wall time beside the slowest probe (seconds); the worst counts."""
    stack, rounds = environment(port), []
    for _ in range(5):
        progress = Timed()
        start = time.perf_counter()
        await diagnose(Request("diagnose", "benchmark"), Context(stack, tools, progress))
        wall = time.perf_counter() - start
        rounds.append((wall, max(tick.seconds for tick in progress.ticks), progress.last - start))
    wall, slowest, probing = max(rounds, key=lambda each: each[0] - SHARE * each[1])
    limit = SHARE * slowest + MARGIN
    return {
        "services": SERVICES,
        "probes": 2 * SERVICES,
        "worst_wall_seconds": round(wall, 4),
        "of_that_probing_seconds": round(probing, 4),
        "after_the_last_probe_ms": [round((wall - probing) * 1000) for wall, _, probing in rounds],
        "slowest_probe_seconds": round(slowest, 4),
        "limit_seconds": round(limit, 4),
        "kept": wall <= limit,
    }


async def rate(check: Callable[[], Awaitable[bool]], seconds: float) -> dict[str, Any]:
    """`check` again and again, AT_ONCE at a time: how many per second, and how long one takes (ms)."""
    took: list[float] = []
    end = time.perf_counter() + seconds

    async def worker() -> None:
        while (start := time.perf_counter()) < end:
            assert await check()
            took.append(time.perf_counter() - start)

    began = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
    spent = time.perf_counter() - began
    cuts = statistics.quantiles(took, n=100)
    return {
        "checks_per_second": round(len(took) / spent),
        "p50_ms": round(cuts[49] * 1000, 2),
        "p99_ms": round(cuts[98] * 1000, 2),
    }


def our_check(port: int, tools: Tools) -> Callable[[], Awaitable[bool]]:
    """One of our probes, run as a diagnosis runs it: time-out, translation, redaction and all."""
    config = HttpProbe(kind="http", url=f"http://127.0.0.1:{port}/")

    async def check() -> bool:
        return (await run_probe(config, tools)).observation.health == "ok"

    return check


def their_check(port: int, exporter_port: int, session: aiohttp.ClientSession) -> Callable[[], Awaitable[bool]]:
    """One probe of the exporter's, asked for as Prometheus does."""
    params = {"target": f"http://127.0.0.1:{port}/", "module": "http_2xx"}

    async def check() -> bool:
        async with session.get(f"http://127.0.0.1:{exporter_port}/probe", params=params) as response:
            return b"probe_success 1" in await response.read()

    return check


async def measure_rate(port: int, tools: Tools, seconds: float) -> dict[str, Any]:
    """Ours and the exporter's, in turns, so that a busy machine is busy for both."""
    program = shutil.which(EXPORTER) or shutil.which("blackbox_exporter")
    ours = our_check(port, tools)
    await rate(ours, 0.5)
    if program is None:
        return {"ours": await rate(ours, seconds), "exporter": f"skipped: {EXPORTER} is not installed", "kept": True}
    with exporter(program) as exporter_port:
        async with aiohttp.ClientSession() as session:
            theirs = their_check(port, exporter_port, session)
            await rate(theirs, 0.5)
            rounds = [(await rate(ours, seconds), await rate(theirs, seconds)) for _ in range(3)]
    times = statistics.median(a["checks_per_second"] / b["checks_per_second"] for a, b in rounds)
    best = [max(found, key=lambda each: each["checks_per_second"]) for found in zip(*rounds, strict=True)]
    return {"ours": best[0], "exporter": best[1], "times": round(times, 2), "kept": times >= TIMES}


async def measure_many_targets(tools: Tools, port: int) -> dict[str, Any]:
    """TARGETS probes begun in the same instant: what each says it took (ms)."""
    check = our_check(port, tools)
    took: list[float] = []

    async def one() -> None:
        start = time.perf_counter()
        assert await check()
        took.append((time.perf_counter() - start) * 1000)

    for _ in itertools.repeat(None, 5):
        await asyncio.gather(*(one() for _ in range(TARGETS)))
    return {"targets": TARGETS, "p50_ms": round(statistics.median(took), 2)}


async def main() -> int:
    """Measure, print, and say by the exit status whether every promise was kept."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=3.0, help="how long each rate is measured")
    seconds = parser.parse_args().seconds
    with target() as port:
        async with open_tools() as tools:
            found = {
                "wall": await measure_wall(port, tools),
                "rate": await measure_rate(port, tools, seconds),
                "at_once": await measure_many_targets(tools, port),
            }
    found["peak_memory_mb"] = {"value": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)}
    print(json.dumps(found, indent=2))
    return 0 if found["wall"]["kept"] and found["rate"]["kept"] else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
