"""`repair tests`: scan, repair, report; apply where asked, and verify by collecting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Generator

from handlers.context import Context
from handlers.core.ports import Health, Tick
from handlers.core.report import Report
from handlers.core.request import Request
from handlers.repair.apply.apply import apply, plan
from handlers.repair.apply.journal import Change
from handlers.repair.file import FileRepair
from handlers.repair.reporting import Results, doubt, report
from handlers.repair.runs import keep_summary
from handlers.repair.scan.scan import scan
from handlers.repair.tree import Plan, repair_tree
from handlers.repair.verify.bounded import Ran, run
from handlers.repair.verify.collection import Collection, read_collection, suite_summary
from handlers.repair.work import Work, read_work


async def repair_tests(request: Request, context: Context) -> Report:
    """Repair the environment's test tree. A dry run unless the option `apply` is true.

    Options: `repo`, `paths`, `state` (see `work.read_work`), `apply`, `accept` (paths whose doubts are accepted, `*`
    for all), `verify` (collect before and after; default: when applying), `suites` (run the configured suites too).
    """
    work = await asyncio.to_thread(read_work, request, context.environment.tests, context.tools.clock.now())
    results = Results(await asyncio.to_thread(scan, work.scope))
    await _repair(work, results, context)
    applying = bool(request.options.get("apply"))
    verifying = bool(request.options.get("verify", applying)) and bool(results.files)
    if verifying:
        results.before = await collect(work)
    changes = [
        Change(file.path, file.before, file.after, doubt(file)) for file in results.planned if file.after is not None
    ]
    if changes:
        await asyncio.to_thread(plan, work.state, work.run, work.top, changes)
        if applying:
            accept = tuple(request.options.get("accept") or ())
            results.outcome = await asyncio.to_thread(apply, work.state, work.run, accept)
            results.after = await collect(work) if verifying else None
    if request.options.get("suites"):
        results.suites = {name: suite_summary(await _run(work, command)) for name, command in work.tests.suites.items()}
    answer = report(work, request.environment, results)
    if changes:
        await asyncio.to_thread(keep_summary, work.state, work.run, answer.data)
    return answer


async def collect(work: Work) -> Collection:
    """What the configured collect command finds now."""
    return read_collection(await _run(work, work.tests.collect), work.tests.renames)


async def _run(work: Work, command: str) -> Ran:
    return await run(command, work.top, work.scope.python.command)


async def _repair(work: Work, results: Results, context: Context) -> None:
    damaged = results.scan.damaged
    await context.progress.begin("repair tests", len(damaged))
    clock = context.tools.clock
    start = clock.monotonic()
    async for file in _stream(repair_tree(results.scan, Plan(work.top, work.tests.critical))):
        results.files.append(file)
        health = Health.FAILING if file.after is None else Health.OK
        detail = f"{file.repair.verdict}, {file.repair.kept:.0%} of the words kept"
        await context.progress.tick(Tick(file.path, health, detail, clock.monotonic() - start))


async def _stream(files: Generator[FileRepair, None, None]) -> AsyncIterator[FileRepair]:
    """The files as they are finished, made in a thread so that the loop stays free."""
    try:
        while (file := await asyncio.to_thread(next, files, None)) is not None:
            yield file
    finally:
        await asyncio.to_thread(files.close)
