"""`repair tests`: scan, repair, report; apply where asked, and verify by collecting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Generator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from handlers.context import Context
from handlers.core.ports import Health, Tick
from handlers.core.report import Report
from handlers.core.request import Request
from handlers.repair.apply.apply import apply, plan
from handlers.repair.apply.journal import Change
from handlers.repair.apply.tidy import tidy
from handlers.repair.branch import why_no_history
from handlers.repair.file import FileRepair
from handlers.repair.reporting import Results, how_many, report, shown
from handlers.repair.runs import keep_summary
from handlers.repair.scan.scan import Scan, scan
from handlers.repair.tree import Plan, repair_tree
from handlers.repair.verify.bounded import Ran, run
from handlers.repair.verify.collection import Collection, read_collection, suite_summary
from handlers.repair.work import Work, read_work


async def repair_tests(request: Request, context: Context) -> Report:
    """Repair the environment's test tree. A dry run unless the option `apply` is true.

    Options: `repo`, `paths`, `state` (see `work.read_work`), `apply`, `accept` (paths whose doubts are accepted, `*`
    for all), `verify` (collect before and after; default: when applying), `suites` (run the configured suites too;
    default: when applying and verifying).
    """
    work = await asyncio.to_thread(read_work, request, context.environment.tests, context.tools.clock.now())
    await forget_old_runs(work, context)
    results = Results(await _scan(work, context), work.tests.least_kept)
    results.without_history = await asyncio.to_thread(why_no_history, work.top)
    await _repair(work, results, context)
    applying = bool(request.options.get("apply"))
    verifying = bool(request.options.get("verify", applying)) and bool(results.files)
    if verifying:
        results.before = await collect(work, context, "collect before")
    changes = [
        Change(file.path, file.before, file.after, results.doubt(file))
        for file in results.planned
        if file.after is not None
    ]
    if changes:
        await asyncio.to_thread(plan, work.state, work.run, work.top, changes, work.tests.keep_runs)
        if applying:
            accept = tuple(request.options.get("accept") or ())
            results.outcome = await asyncio.to_thread(apply, work.state, work.run, accept)
            results.after = await collect(work, context, "collect after") if verifying else None
    if request.options.get("suites", applying and verifying):
        results.suites = await run_suites(work, context)
    answer = report(work, request.environment, results)
    if changes:
        await asyncio.to_thread(keep_summary, work.state, work.run, answer.data)
    return answer


async def forget_old_runs(work: Work, context: Context) -> None:
    """Delete the runs that were kept as long as the stack file says, backups and all, other trees' too."""
    await asyncio.to_thread(tidy, work.state, work.top, work.tests.keep_runs, context.tools.clock.now())


async def collect(work: Work, context: Context, what: str) -> Collection:
    """What the configured collect command finds now."""
    async with phase(context, what) as told:
        seen = read_collection(await _run(work, work.tests.collect), work.tests.renames)
        told.say(
            seen.problem or f"{seen.tests} tests collected, {how_many(len(seen.failing))} with errors",
            well=not (seen.problem or seen.failing),
        )
    return seen


async def run_suites(work: Work, context: Context) -> dict[str, str]:
    """What each of the configured suites comes to, one after another."""
    found = {}
    for name, command in work.tests.suites.items():
        async with phase(context, f"suite {name}") as told:
            ran = await _run(work, command)
            found[name] = suite_summary(ran)
            told.say(found[name], well=ran.status == 0)
    return found


@dataclass(slots=True)
class Told:
    """What one step of the work came to."""

    words: str = ""
    health: Health = Health.OK

    def say(self, words: str, well: bool) -> None:
        """Say it, and whether it is as it should be."""
        self.words, self.health = words, Health.OK if well else Health.FAILING


@asynccontextmanager
async def phase(context: Context, what: str) -> AsyncIterator[Told]:
    """Announce one step of the work and tell, when the block ends, what it came to."""
    told = Told()
    start = context.tools.clock.monotonic()
    await context.progress.begin(what, 1)
    yield told
    await context.progress.tick(Tick(what, told.health, told.words, context.tools.clock.monotonic() - start))


async def _scan(work: Work, context: Context) -> Scan:
    async with phase(context, "scan") as told:
        found = await asyncio.to_thread(scan, work.scope)
        damaged = f"{len(found.damaged):,} of {len(found.files):,} Python files do not compile"
        told.say(damaged, well=not found.damaged)
    return found


async def _run(work: Work, command: str) -> Ran:
    return await run(command, work.top, work.scope.python.command)


async def _repair(work: Work, results: Results, context: Context) -> None:
    damaged = results.scan.damaged
    if damaged:
        await context.progress.begin("repair tests", len(damaged))
    how = Plan(work.top, work.tests.critical, python=work.scope.python)
    clock = context.tools.clock
    before = clock.monotonic()
    async for file in _stream(repair_tree(results.scan, how)):
        results.files.append(file)
        health = Health.FAILING if file.after is None else Health.OK
        detail = f"{file.repair.verdict}, {file.repair.kept:.0%} of the words kept"
        now = clock.monotonic()
        await context.progress.tick(Tick(shown(file.path), health, detail, now - before))
        before = now


async def _stream(files: Generator[FileRepair, None, None]) -> AsyncIterator[FileRepair]:
    """The files as they are finished, made in a thread so that the loop stays free."""
    try:
        while (file := await asyncio.to_thread(next, files, None)) is not None:
            yield file
    finally:
        await asyncio.to_thread(files.close)
