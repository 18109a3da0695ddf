"""Every fault of the demo stack, every pair of them, and health under load: are exactly the right causes named?

Real processes, real probes. Some faults cannot be seen while another is in place (nobody can tell what tokens a stopped
login would mint); `HIDES` says which, and such a one need not be named. What is named must always be right.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import json
import time
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from bot.demo.faults.registry import OF_SERVICES
from bot.demo.stack import DemoStack
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
_POSTGRES = frozenset(fault.name for fault in OF_SERVICES if fault.service == "postgres")
_REDIS = frozenset(fault.name for fault in OF_SERVICES if fault.service == "redis")
_BACKEND_GONE = frozenset(
    {"wrong-port", "missing-setting", "backend-crash-at-start", "crash-loop", "memory-limit", "backend-not-answering"}
    | {"backend-down"}
)
_SEEN_BY_HEALTH = frozenset({"migration-pending", "pool-exhausted", "dns-failure"})
_SEEN_BY_LOGIN = frozenset({"clock-skew", "login-refused", "e2e-bypass-missing"})
_SEEN_BY_GATEWAY = frozenset({"upstream-down", "upgrade-header-stripped", "certificate-expired"})


def _hides() -> dict[str, frozenset[str]]:
    hides: dict[str, frozenset[str]] = {name: frozenset() for name in SINGLES}
    for name in _POSTGRES:
        hides[name] |= _POSTGRES | {"migration-pending", "pool-exhausted", "clock-skew", "login-refused"}
    for name in _REDIS:
        hides[name] |= _REDIS | {"clock-skew", "login-refused", "queue-backlog"}
    for name in _BACKEND_GONE:
        hides[name] |= _BACKEND_GONE | _SEEN_BY_HEALTH | {"health-missing", "cors-blocked", "queue-backlog"}
        hides[name] |= {"upstream-down", "upgrade-header-stripped"}
    for name in ("postgres-down", "slow-database", "redis-down", "auth-down"):
        hides[name] |= {"backend-not-answering"}  # a service that waits for these does not answer either
    hides["missing-setting"] |= {"jwt-mismatch", "setting-damaged"}  # one and the same variable
    hides["setting-damaged"] |= {"jwt-mismatch"}
    hides["jwt-mismatch"] |= {"setting-damaged"}
    hides["health-missing"] |= _SEEN_BY_HEALTH
    hides["dns-failure"] |= {"pool-exhausted"}  # made by a restart, which lets go of the connections that leaked
    hides["pool-exhausted"] |= {"migration-pending"}
    hides["auth-down"] |= _SEEN_BY_LOGIN
    hides["e2e-bypass-missing"] |= {"clock-skew", "login-refused"}
    hides["login-refused"] |= {"clock-skew"}
    hides["gateway-down"] |= _SEEN_BY_GATEWAY
    hides["upstream-down"] |= {"upgrade-header-stripped"}
    return {name: hidden - {name} for name, hidden in hides.items()}


HIDES: Mapping[str, frozenset[str]] = _hides()


@dataclass(frozen=True, slots=True)
class Verdict:
    """One diagnosis held to what was broken. `missed`: visible, and not named; `wrong`: named, and not broken."""

    faults: tuple[str, ...]
    named: tuple[str, ...]
    missed: tuple[str, ...]
    wrong: tuple[str, ...]
    wrong_above_right: bool

    @property
    def exact(self) -> bool:
        """Whether exactly what can be seen was named."""
        return not self.missed and not self.wrong


def judge(faults: Sequence[str], report: Report) -> Verdict:
    """Hold a report to the faults in place."""
    named = tuple(cause.id for cause in report.causes)
    visible = [name for name in faults if not any(name in HIDES[other] for other in faults)]
    missed = [name for name in visible if name not in named]
    if faults and not set(named) & set(faults):
        missed = list(faults)
    wrong = [name for name in named if name not in faults]
    right = [place for place, name in enumerate(named) if name in faults]
    above = bool(wrong) and (not right or named.index(wrong[0]) < min(right))
    return Verdict(tuple(faults), named, tuple(missed), tuple(wrong), above)


@contextlib.asynccontextmanager
async def bench(demo: DemoStack) -> AsyncIterator[Context]:
    """All a diagnosis of the running demo needs."""
    loaded = parse_stack(demo.stack_yaml().encode(), demo.variables, "demo stack.yaml")
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


async def run(pairs: int | None, healthy: int) -> dict[str, Any]:
    """All singles, every n-th pair so that about `pairs` remain (None: all), and `healthy` diagnoses under load."""
    start = time.perf_counter()
    every = list(itertools.combinations(SINGLES, 2))
    chosen = every if pairs is None else every[:: max(1, len(every) // pairs)]
    alarms = 0
    async with DemoStack() as demo, bench(demo) as context:
        async with load(demo, 8):
            for _ in range(healthy):
                alarms += bool((await diagnosed(demo, context, ())).named)
        singles = [await diagnosed(demo, context, (name,)) for name in SINGLES]
    verdicts, impossible = await _pairs(chosen)
    return {
        "benchmark": "fault_matrix",
        "singles": _summary(singles),
        "pairs": _summary(verdicts) | {"cannot_both_be_made": impossible},
        "healthy": {"diagnoses": healthy, "false_alarms": alarms},
        "seconds": round(time.perf_counter() - start, 1),
    }


async def _pairs(chosen: Sequence[tuple[str, str]]) -> tuple[list[Verdict], list[tuple[str, ...]]]:
    verdicts: list[Verdict] = []
    impossible: list[tuple[str, ...]] = []
    waiting = list(chosen)
    while waiting:
        async with DemoStack() as demo, bench(demo) as context:
            while waiting:
                pair = waiting.pop(0)
                try:
                    verdicts.append(await diagnosed(demo, context, pair))
                except Exception:  # the second fault cannot be made on top of the first; start afresh
                    impossible.append(pair)
                    break
    return verdicts, impossible


def _summary(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    exact = sum(verdict.exact for verdict in verdicts)
    both = sum(set(verdict.named) == set(verdict.faults) for verdict in verdicts)
    return {
        "tried": len(verdicts),
        "exact": exact,
        "share": round(exact / max(1, len(verdicts)), 4),
        "all_named_although_some_are_hidden": both,
        "wrong_above_right": sum(verdict.wrong_above_right for verdict in verdicts),
        "not_exact": [{"faults": verdict.faults, "named": verdict.named} for verdict in verdicts if not verdict.exact],
    }


def main() -> None:
    """Print one JSON document; fails when a single is missed, or a wrong cause stands above a right one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=None, help="about how many pairs (default: all)")
    parser.add_argument("--healthy", type=int, default=200, help="how many diagnoses of the healthy stack under load")
    options = parser.parse_args()
    found = asyncio.run(run(options.pairs, options.healthy))
    print(json.dumps(found, indent=2))
    held = found["singles"]["share"] == 1.0 and found["pairs"]["share"] >= 0.95
    held = held and not found["pairs"]["wrong_above_right"] and not found["healthy"]["false_alarms"]
    raise SystemExit(0 if held else 1)


if __name__ == "__main__":
    main()
