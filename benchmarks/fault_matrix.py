"""Every fault of the demo stack, every pair of them, and health under load: are exactly the right causes named?

Real processes, real probes. Both faults of a pair have to be named, and nothing else. Pairs that the demo refuses,
since the one fault would undo the other, are counted and listed with the reason.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import json
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from bot.demo.faults.registry import OF_SERVICES, conflict
from bot.demo.stack import DemoStack
from bot.demo.stack_file import Platform
from bot.stack import parse_stack
from handlers.context import Context
from handlers.core.ports import RecordedProgress
from handlers.core.redaction import Redactor
from handlers.core.report import Report
from handlers.core.request import Request
from handlers.diagnosis import diagnose
from handlers.probes.base import Tools
from handlers.probes.runner import open_tools

SINGLES: tuple[str, ...] = tuple(fault.name for fault in OF_SERVICES)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One diagnosis held to what was broken. `missed`: broken, and not named; `wrong`: named, and not broken."""

    faults: tuple[str, ...]
    named: tuple[str, ...]
    missed: tuple[str, ...]
    wrong: tuple[str, ...]
    wrong_above_right: bool

    @property
    def exact(self) -> bool:
        """Whether all that was broken was named, and nothing else."""
        return not self.missed and not self.wrong


def judge(faults: Sequence[str], report: Report) -> Verdict:
    """Hold a report to the faults in place."""
    named = tuple(cause.id for cause in report.causes)
    missed = tuple(name for name in faults if name not in named)
    wrong = tuple(name for name in named if name not in faults)
    right = [place for place, name in enumerate(named) if name in faults]
    above = bool(wrong) and (not right or named.index(wrong[0]) < max(right))
    return Verdict(tuple(faults), named, missed, wrong, above)


@contextlib.asynccontextmanager
async def bench(demo: DemoStack, platform: Platform = "process") -> AsyncIterator[Context]:
    """All a diagnosis of the running demo needs, seen through its supervisor or as Cloud Run services."""
    loaded = parse_stack(demo.stack_yaml(platform).encode(), demo.variables, "demo stack.yaml")
    async with open_tools(Redactor(demo.variables.values())) as tools:
        yield context_for(loaded.stack.environments["staging"], tools)


def context_for(environment: Any, tools: Tools) -> Context:
    """A context whose progress nobody watches."""
    return Context(environment, tools, RecordedProgress())


async def diagnosed(demo: DemoStack, context: Context, faults: Iterable[str]) -> Verdict:
    """Break the stack in the given ways, diagnose it, and mend it again."""
    faults = tuple(faults)
    try:
        for name in faults:
            await demo.inject(name)
        return judge(faults, await diagnose(Request("diagnose", "staging"), context))
    finally:
        await demo.lift_all()


@contextlib.asynccontextmanager
async def load(demo: DemoStack, clients: int) -> AsyncIterator[None]:
    """Users at work: each asks the front door again and again."""
    async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
        tasks = [asyncio.create_task(_user(http, demo)) for _ in range(clients)]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _user(http: httpx.AsyncClient, demo: DemoStack) -> None:
    while True:
        with contextlib.suppress(httpx.HTTPError):
            await http.get(f"http://127.0.0.1:{demo.plan.ports.gateway}/health")
        await asyncio.sleep(0.05)


@dataclass(frozen=True, slots=True)
class Size:
    """`pairs`: about how many of them (None: all). `healthy`: diagnoses of the healthy stack under load."""

    platform: Platform
    pairs: int | None
    healthy: int


async def run(size: Size) -> dict[str, Any]:
    """All singles, every n-th pair, and diagnoses of health under load."""
    start = time.perf_counter()
    possible, refused = pairs()
    chosen = possible if size.pairs is None else possible[:: max(1, len(possible) // size.pairs)]
    alarms = 0
    async with DemoStack() as demo, bench(demo, size.platform) as context:
        async with load(demo, 8):
            for _ in range(size.healthy):
                alarms += bool((await diagnosed(demo, context, ())).named)
        singles = [await diagnosed(demo, context, (name,)) for name in SINGLES]
        verdicts = [await diagnosed(demo, context, pair) for pair in chosen]
    return {
        "benchmark": "fault_matrix",
        "platform": size.platform,
        "singles": _summary(singles),
        "pairs": _summary(verdicts) | {"that_exclude_each_other": refused},
        "healthy": {"diagnoses": size.healthy, "false_alarms": alarms},
        "seconds": round(time.perf_counter() - start, 1),
    }


def pairs() -> tuple[list[tuple[str, str]], dict[str, str]]:
    """Every pair of faults that can be in place together, and those that cannot, with the reason."""
    every = list(itertools.combinations(SINGLES, 2))
    refused = {f"{one} + {other}": reason for one, other in every if (reason := conflict(one, (other,)))}
    return [pair for pair in every if not conflict(pair[0], pair[1:])], refused


def _summary(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    exact = sum(verdict.exact for verdict in verdicts)
    return {
        "tried": len(verdicts),
        "exact": exact,
        "share": round(exact / max(1, len(verdicts)), 4),
        "wrong_above_right": sum(verdict.wrong_above_right for verdict in verdicts),
        "not_exact": [{"faults": verdict.faults, "named": verdict.named} for verdict in verdicts if not verdict.exact],
    }


def main() -> None:
    """Print one JSON document; fails when a single is missed, or a wrong cause stands above a right one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--platform", choices=("process", "cloud_run"), default="process")
    parser.add_argument("--pairs", type=int, default=None, help="about how many pairs (default: all)")
    parser.add_argument("--healthy", type=int, default=200, help="how many diagnoses of the healthy stack under load")
    options = parser.parse_args()
    found = asyncio.run(run(Size(options.platform, options.pairs, options.healthy)))
    print(json.dumps(found, indent=2))
    held = found["singles"]["share"] == 1.0 and found["pairs"]["share"] >= 0.95
    held = held and not found["pairs"]["wrong_above_right"] and not found["healthy"]["false_alarms"]
    raise SystemExit(0 if held else 1)


if __name__ == "__main__":
    main()
