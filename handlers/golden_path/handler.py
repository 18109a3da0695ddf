"""The golden path as a capability: a Request in, a Report out."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from handlers.context import Context
from handlers.core.errors import Usage
from handlers.core.model import unset_variables
from handlers.core.ports import Health, Tick
from handlers.core.report import File, Finding, Report, Role, Status
from handlers.core.request import Request
from handlers.golden_path.capture import Recorder
from handlers.golden_path.compiling import compile_plan, schema_names
from handlers.golden_path.crowd import Level, new_session, next_level, walk_together
from handlers.golden_path.journey import Journey
from handlers.golden_path.outcome import Mark, Outcome, StageResult
from handlers.golden_path.reporting import CAPABILITY, Setting, walk_report
from handlers.golden_path.schema_files import load_schemas
from handlers.golden_path.shell import Shell
from handlers.golden_path.walk import Plan
from handlers.stack.golden_path import GoldenPath

_MOST_LEVELS = 6
_HEALTH = {Mark.PASSED: Health.OK, Mark.SLOW: Health.OK, Mark.FAILED: Health.FAILING, Mark.SKIPPED: Health.UNKNOWN}


async def golden_path(request: Request, context: Context) -> Report:
    """Walk the environment's golden path.

    `request.options`: `sessions` (how many at once, 1 when not given), `last_good` (the `data` of the last report
    that passed, to compare with), `record` (true adds the capture file). Raises Usage where the environment
    describes no golden path or the options cannot be understood; Permanent for a broken schema file.
    """
    config = context.environment.golden_path
    if config is None:
        raise Usage(f"{request.environment} has no golden_path section in the stack file")
    unset = unset_variables(config)
    if unset:
        return _not_set(request.environment, unset[0])
    count = _sessions(request.options.get("sessions", 1), config)
    plan = await asyncio.to_thread(_plan, config)
    if count == 1:
        outcomes, files = await _one(plan, context, record=bool(request.options.get("record")))
        levels = [Level(1, int(outcomes[0].passed))]
    else:
        outcomes, levels = await _many(plan, count, context)
        files = ()
    setting = Setting(request.environment, context.environment.services, context.tools.redact, _last_good(request))
    report = await asyncio.to_thread(walk_report, outcomes, levels, setting)
    return dataclasses.replace(report, files=(*report.files, *files))


def _plan(config: GoldenPath) -> Plan:
    return compile_plan(config, load_schemas(schema_names(config)))


def _sessions(value: Any, config: GoldenPath) -> int:
    most = config.max_sessions
    if isinstance(value, bool) or not str(value).strip().isdecimal() or not 1 <= int(value) <= most:
        raise Usage(f"--sessions {str(value)[:20]!r}: expected a whole number from 1 to {most}")
    return int(value)


def _last_good(request: Request) -> Mapping[str, Any]:
    last = request.options.get("last_good")
    return last if isinstance(last, Mapping) else {}


async def _one(plan: Plan, context: Context, *, record: bool) -> tuple[Sequence[Outcome], tuple[File, ...]]:
    session = new_session(1, context.tools.clock)
    recorder = Recorder(session, context.tools.redact)

    async def on_stage(stage: StageResult) -> None:
        detail = "not reached" if stage.mark is Mark.SKIPPED else stage.detail
        seen = context.tools.redact(detail)[:300]
        await context.progress.tick(Tick(stage.name, _HEALTH[stage.mark], seen, stage.seconds))

    await context.progress.begin("golden path", len(plan.stages))
    outcome = await Shell(context.tools, recorder if record else None, on_stage).walk(Journey(plan, session))
    if not record:
        return [outcome], ()
    content = recorder.lines().encode("utf-8", "replace")
    alt = "The recorded walk, without secrets; it can be replayed."
    return [outcome], (File("capture.jsonl", "application/x-ndjson", content, alt),)


async def _many(plan: Plan, count: int, context: Context) -> tuple[Sequence[Outcome], list[Level]]:
    """As many at once as were asked for; if some fail, fewer, to find where it starts to fail."""
    first = await _level(plan, count, context)
    levels = [Level(count, sum(outcome.passed for outcome in first))]
    while len(levels) < _MOST_LEVELS and (smaller := next_level(levels)) is not None:
        outcomes = await _level(plan, smaller, context)
        levels.append(Level(smaller, sum(outcome.passed for outcome in outcomes)))
    return first, levels


async def _level(plan: Plan, count: int, context: Context) -> tuple[Outcome, ...]:
    steps = min(count, 10)
    await context.progress.begin(f"{count} sessions at once", steps)
    done = passed = told = 0
    clock = context.tools.clock
    began = clock.monotonic()

    async def on_done(outcome: Outcome) -> None:
        nonlocal done, passed, told
        done, passed = done + 1, passed + outcome.passed
        if done * steps // count > told:
            told += 1
            health = Health.OK if passed == done else Health.FAILING
            detail = f"{passed} of {done} passed"
            await context.progress.tick(Tick(f"{done} sessions", health, detail, clock.monotonic() - began))

    return await walk_together(plan, count, context.tools, on_done)


def _not_set(environment: str, variable: str) -> Report:
    title = f"{variable} is not set, so the golden path cannot be walked"
    step = f"Set {variable}, or the file named by {variable}_FILE, and try again."
    finding = Finding("unset-secret", "", title, Role.NOTE, next_step=step)
    data: dict[str, Any] = {"failure": None, "stages": [], "events": [], "timings": {}, "unset": variable}
    return Report(CAPABILITY, environment, Status.UNKNOWN, title, findings=(finding,), data=data)
