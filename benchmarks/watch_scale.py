"""10,000 checks a minute by the bot's own schedule: CPU, memory and lateness of its process, printed as JSON.

    python -m benchmarks.watch_scale [--environments 100] [--services 100] [--seconds 180]

A check is one service with one HTTP probe, measured each minute; the targets are a process of their own on loopback.
Everything is what `medic run` does, except that nobody is told: the stack file is read, ticks are durable runs, the
watch and the results are on disk (SQLite). Limits (issue E): half a core, 300 MB, ticks at most 1 s late at the 99th
percentile. The first minute is measured apart, for that is when memory grows and every environment is new.

`idle_late_p99` is how late a process of its own was that does nothing but wait for each tenth of a second: what the
machine adds by itself, when others use it. Ticks that are late while it is late say nothing of the bot.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import quantiles

import psutil
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.background import background
from bot.dispatch import HANDLERS, Dispatcher
from bot.durable import DurableRuns, DurableSettings
from bot.metrics import Metrics
from bot.stack import LoadedStack, load_stack
from bot.store.database import durable_url, open_database, parse_database_url
from bot.store.tables import RESULTS
from bot.store.watches import WatchStore
from bot.watch.watch import Watch
from bot.watch.wiring import Scheduling, Surroundings
from handlers.core.ports import SystemClock
from handlers.core.redaction import Redactor
from handlers.probes.client import open_tools

EVERY = 60
PORTS = 20  # of the target: one address would have its connections told apart by too few numbers


def serve(pipe: Connection) -> None:
    """Answer every request on every port with a short 200, until killed."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok")
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def run() -> None:
        servers = [await asyncio.start_server(answer, "127.0.0.1", 0, backlog=1024) for _ in range(PORTS)]
        pipe.send([server.sockets[0].getsockname()[1] for server in servers])
        await asyncio.Event().wait()

    asyncio.run(run())


def idle(pipe: Connection) -> None:
    """Wait for each tenth of a second until told to stop; tell how late it was at the 99th percentile."""
    late = []
    due = time.monotonic()
    while not pipe.poll(max(0.0, (due := due + 0.1) - time.monotonic())):
        late.append(max(0.0, time.monotonic() - due))
        due = max(due, time.monotonic() - 0.1)
    pipe.send(quantiles(late, n=100)[98])


@contextmanager
def idling() -> Iterator[list[float]]:
    """The machine's own lateness, once the block is left."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=idle, args=(theirs,), daemon=True)
    process.start()
    found: list[float] = []
    try:
        yield found
        ours.send(None)
        found.append(ours.recv())
    finally:
        process.kill()
        process.join()


@contextmanager
def targets() -> Iterator[list[int]]:
    """The ports of the running targets."""
    spawn = multiprocessing.get_context("spawn")  # the bot's process must not have been forked from, nor fork
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=serve, args=(theirs,), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.kill()
        process.join()


def write_stack(path: Path, environments: int, services: int, ports: list[int]) -> None:
    """A stack file: in each environment a chain of tiers, each service needing one of the tier below."""
    lines = ["version: 1", "environments:"]
    for number in range(environments):
        lines += [f"  env-{number}:", "    services:"]
        for service in range(services):
            needs = f"depends_on: [s{service // 10}], " if service else ""
            url = f"http://127.0.0.1:{ports[service % len(ports)]}/health/{number}/{service}"
            lines.append(f"      s{service}: {{{needs}probes: [{{kind: http, url: '{url}'}}]}}")
        lines += ["    schedule:", f"      - {{check: diagnose, every: {EVERY}s}}"]
    path.write_text("\n".join(lines) + "\n")


class Lateness:
    """Takes the place of the metric, to keep each value."""

    def __init__(self) -> None:
        self.seen: list[float] = []

    def observe(self, seconds: float) -> None:
        """One more."""
        self.seen.append(seconds)


@asynccontextmanager
async def watching(loaded: LoadedStack, folder: Path, metrics: Metrics) -> AsyncIterator[AsyncEngine]:
    """The schedule at work."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(64))
    async with AsyncExitStack() as exits:
        tools = await exits.enter_async_context(open_tools(Redactor(loaded.secrets)))
        url = parse_database_url(f"sqlite:///{folder / 'medic.db'}")
        engine = await open_database(url)
        exits.push_async_callback(engine.dispose)
        clock = SystemClock()
        dispatcher = Dispatcher(loaded.stack, tools, HANDLERS)
        watch = Watch(lambda: dispatcher.stack, WatchStore(engine), clock)
        scheduling = Scheduling(Surroundings(lambda: dispatcher, watch, engine, clock, metrics))
        durable = DurableRuns(DurableSettings(durable_url(url)))
        await durable.open(scheduling.bodies)
        exits.push_async_callback(durable.close)
        async with background(watch=watch.run(), **scheduling.work(durable)):
            yield engine


async def stage(seconds: float, lateness: Lateness) -> dict[str, float]:
    """Let it run for a while; what it cost."""
    lateness.seen.clear()
    cpu, wall = time.process_time(), time.monotonic()
    most = 0
    while time.monotonic() - wall < seconds:
        await asyncio.sleep(1)
        most = max(most, psutil.Process().memory_info().rss)
    spent, took = time.process_time() - cpu, time.monotonic() - wall
    late = quantiles(lateness.seen or [0.0, 0.0], n=100)
    return {
        "seconds": round(took, 1),
        "cpu_share": round(spent / took, 3),
        "rss_mb": round(most / 1e6, 1),
        "runs": len(lateness.seen),
        "late_p50": round(late[49], 3),
        "late_p99": round(late[98], 3),
        "late_max": round(max(lateness.seen, default=0.0), 3),
    }


async def measured(engine: AsyncEngine) -> dict[str, float]:
    """What is on disk at the end: how many checks, how they ended, what they measured."""
    counts = sa.select(RESULTS.c.status, sa.func.count()).group_by(RESULTS.c.status)
    async with engine.connect() as connection:
        by_status = {row[0]: row[1] for row in await connection.execute(counts)}
        ms = sorted((await connection.execute(sa.select(RESULTS.c.ms))).scalars())
    share = {f"ms_p{p}": ms[int(len(ms) * p / 100)] for p in (50, 99)} if ms else {}
    return {"results": sum(by_status.values()), "not_ok": sum(by_status.values()) - by_status.get(0, 0), **share}


async def benchmark(arguments: argparse.Namespace, ports: list[int]) -> dict[str, object]:
    """All of it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_stack(folder / "stack.yaml", arguments.environments, arguments.services, ports)
        loaded = load_stack(folder / "stack.yaml", {})
        metrics, lateness = Metrics(), Lateness()
        metrics.lateness = lateness  # type: ignore[assignment]  # it is only ever told
        async with watching(loaded, folder, metrics) as engine:
            first = await stage(EVERY, lateness)
            with idling() as machine:
                steady = await stage(max(EVERY, arguments.seconds - EVERY), lateness)
            await asyncio.sleep(1.5)  # the last results are on their way to the disk
            kept = await measured(engine)
    return {
        "checks": arguments.environments * arguments.services,
        "environments": arguments.environments,
        "every": EVERY,
        "first_minute": first,
        "steady": steady,
        "idle_late_p99": round(machine[0], 3),
        "load": round(psutil.getloadavg()[0], 1),
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000, 1),
        **kept,
        "within_limits": bool(
            kept["results"] >= 0.95 * arguments.environments * arguments.services * (steady["seconds"] / EVERY)
            and steady["cpu_share"] <= 0.5
            and steady["late_p99"] <= 1.0
            and max(first["rss_mb"], steady["rss_mb"]) < 300
        ),
    }


def main() -> int:
    """Exit status 1 when a limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--environments", type=int, default=100)
    parser.add_argument("--services", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=180.0)
    arguments = parser.parse_args()
    with targets() as ports:
        result = asyncio.run(benchmark(arguments, ports))
    print(json.dumps(result, indent=2))
    return 0 if result["within_limits"] else 1


if __name__ == "__main__":
    sys.exit(main())
