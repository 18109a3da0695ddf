"""`/diagnose`: every probe at once, then one Report that names what to fix first."""

from __future__ import annotations

import asyncio
import dataclasses
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping

from handlers.context import Context
from handlers.core.ports import Tick
from handlers.core.report import Report
from handlers.core.request import Request
from handlers.diagnosis.causes import Diagnosis, find_causes
from handlers.diagnosis.changes import change_table, recent_changes
from handlers.diagnosis.evidence import Seen, SeenByService
from handlers.diagnosis.lateness import watch_lateness
from handlers.diagnosis.map_picture import draw_map, map_data
from handlers.diagnosis.map_sketch import sketch_map
from handlers.diagnosis.plan import Plan, Spot, owners, plan
from handlers.diagnosis.reporting import Subject, report
from handlers.probes.base import Observation, ProbeConfig, Tools
from handlers.probes.reasons import Reason
from handlers.probes.runner import run_probes
from handlers.stack.access import tools_for

_TIMED = frozenset({str(Reason.SLOW), str(Reason.TIMEOUT)})
"""Reasons that this process can cause itself, by having no time."""


async def diagnose(request: Request, context: Context) -> Report:
    """Measure the environment, or `request.service` and what it needs, and name the root causes.

    Options: `services` (names: these and nothing else), `picture` (false: draw none, as nobody will look at it),
    `at_once` (how many probes keep this process busy at a time; all when not given).
    Raises Usage when a service does not exist. A probe that fails or cannot run is an observation, never an error.
    """
    planned = plan(context.environment, request.service, request.options.get("services"))
    if not request.options.get("picture", True):
        return _judge(request, context, planned, await measure(planned, context, request.options.get("at_once")))[0]
    begun = asyncio.create_task(asyncio.to_thread(sketch_map, planned.graph))
    try:
        seen = await measure(planned, context, request.options.get("at_once"))
    except BaseException:
        begun.cancel()
        raise
    answer, diagnosis = _judge(request, context, planned, seen)
    drawn = map_data(request.environment, planned.graph, diagnosis)
    picture = await asyncio.to_thread(draw_map, drawn, await begun)
    return dataclasses.replace(answer, files=(picture,))


def _judge(request: Request, context: Context, planned: Plan, seen: SeenByService) -> tuple[Report, Diagnosis]:
    now = context.tools.clock.now()
    changes = recent_changes(seen, now)
    diagnosis = find_causes(planned.graph, seen, changes)
    subject = Subject(request.environment, request.service, planned.graph, change_table(changes, now))
    return report(subject, seen, diagnosis), diagnosis


async def measure(planned: Plan, context: Context, at_once: int | None = None) -> dict[str, list[Seen]]:
    """Run every planned probe at once, ticking as each finishes; returns what was seen by service.

    When this process itself had no time meanwhile, limits of time that were missed are measured once more.
    """
    await context.progress.begin("probes", len(planned.probes))
    finished: dict[Spot, Seen] = {}
    async with watch_lateness(context.tools.clock) as lateness:
        async for spot, seen in _run(planned.probes, context, at_once):
            finished[spot] = seen
    if lateness.grave:
        late = {spot: planned.probes[spot] for spot, seen in finished.items() if _for_want_of_time(seen.observation)}
        async for spot, seen in _run(late, context, at_once):
            finished[spot] = seen
    by_service: dict[str, list[Seen]] = defaultdict(list)
    for spot, config in planned.probes.items():
        for owner in owners(config, spot, finished[spot].observation, planned.graph):
            by_service[owner].append(finished[spot])
    return by_service


def _for_want_of_time(observation: Observation) -> bool:
    """Whether it may be for want of time on this machine, on which a service and its health check may run as well."""
    if observation.reason in _TIMED:
        return True
    return observation.reason == Reason.STATUS and observation.facts.get("status") in (503, 504)


async def _run(
    probes: Mapping[Spot, ProbeConfig], context: Context, at_once: int | None
) -> AsyncIterator[tuple[Spot, Seen]]:
    async for spot, outcome in run_probes(probes, tools_of(context), at_once):
        seen = Seen(spot.probe, probes[spot].kind, outcome.observation, outcome.seconds)
        title = f"{spot.service} · {spot.probe}"
        await context.progress.tick(Tick(title, seen.observation.health, seen.observation.detail, seen.seconds))
        yield spot, seen


def tools_of(context: Context) -> Tools:
    """The tools with the environment's platform in reach, unless whoever made the context has seen to that."""
    if context.tools.google or context.tools.supervisor:
        return context.tools
    return tools_for(context.environment, context.tools)
