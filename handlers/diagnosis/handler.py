"""`/diagnose`: every probe at once, then one Report that names what to fix first."""

from __future__ import annotations

import asyncio
import dataclasses
from collections import defaultdict

from handlers.context import Context
from handlers.core.ports import Tick
from handlers.core.report import Report
from handlers.core.request import Request
from handlers.diagnosis.causes import find_causes
from handlers.diagnosis.evidence import Seen
from handlers.diagnosis.map_picture import draw_map, map_data
from handlers.diagnosis.plan import Plan, Spot, owners, plan
from handlers.diagnosis.reporting import Subject, report
from handlers.probes.base import Tools
from handlers.probes.runner import run_probes
from handlers.stack.access import tools_for


async def diagnose(request: Request, context: Context) -> Report:
    """Measure the environment, or `request.service` and what it needs, and name the root causes.

    Raises Usage when the service does not exist. A probe that fails or cannot run is an observation, never an error.
    """
    planned = plan(context.environment, request.service)
    seen = await measure(planned, context)
    diagnosis = find_causes(planned.graph, seen)
    picture = await asyncio.to_thread(draw_map, map_data(request.environment, planned.graph, diagnosis))
    found = report(Subject(request.environment, request.service, planned.graph), seen, diagnosis)
    return dataclasses.replace(found, files=(picture,))


async def measure(planned: Plan, context: Context) -> dict[str, list[Seen]]:
    """Run every planned probe at once, ticking as each finishes; returns what was seen by service."""
    await context.progress.begin("probes", len(planned.probes))
    finished: dict[Spot, Seen] = {}
    tools = tools_of(context)
    async for spot, outcome in run_probes(planned.probes, tools):
        seen = Seen(spot.probe, planned.probes[spot].kind, outcome.observation, outcome.seconds)
        finished[spot] = seen
        detail = outcome.observation.detail
        title = f"{spot.service} · {spot.probe}"
        await context.progress.tick(Tick(title, outcome.observation.health, detail, outcome.seconds))
    by_service: dict[str, list[Seen]] = defaultdict(list)
    for spot, config in planned.probes.items():
        for owner in owners(config, spot, finished[spot].observation, planned.graph):
            by_service[owner].append(finished[spot])
    return by_service


def tools_of(context: Context) -> Tools:
    """The tools with the environment's platform in reach, unless whoever made the context has seen to that."""
    if context.tools.google or context.tools.supervisor:
        return context.tools
    return tools_for(context.environment, context.tools)
