"""Runs probes: bounds each in time, lets none crash or hang a run, and redacts and caps whatever they say."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from handlers.core.ports import Health
from handlers.probes import phases
from handlers.probes.addresses import host_of
from handlers.probes.base import Observation, ProbeConfig, Tools
from handlers.probes.client import open_tools
from handlers.probes.crowding import Crowding
from handlers.probes.reasons import Reason
from handlers.probes.registry import PROBES
from handlers.probes.translate import translate

__all__ = ["Outcome", "open_tools", "run_probe", "run_probes"]

Key = TypeVar("Key")

DETAIL_LENGTH = 300  # characters: a line or two in a thread
FACT_LENGTH = 2000  # characters of one text among the facts
FACT_ITEMS = 50  # of one list or mapping among the facts
GRACE_SECONDS = 0.5  # for a cancelled probe to clean up, before it is left to itself


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one probe saw, and how long the whole of it took (seconds)."""

    observation: Observation
    seconds: float


async def run_probe(config: ProbeConfig, tools: Tools) -> Outcome:
    """Make one measurement. Never raises, except CancelledError when the caller itself is cancelled."""
    start = tools.clock.monotonic()
    watch = phases.Phases(tools.clock)
    if config.unset:
        name = config.unset[0]
        observation = Observation.unknown(Reason.UNSET_SECRET, f"{name} is not set", variable=name)
    else:
        observation = await _bounded(config, tools, watch)
    return Outcome(_presentable(observation, watch, tools), tools.clock.monotonic() - start)


async def run_probes(
    configs: Mapping[Key, ProbeConfig], tools: Tools, at_once: int | None = None
) -> AsyncIterator[tuple[Key, Outcome]]:
    """Run all at once, or `at_once` (see Crowding); yields each key with its outcome as it finishes.

    Closing the iterator cancels the rest.
    """
    crowding = Crowding(at_once)

    async def keyed(key: Key, config: ProbeConfig) -> tuple[Key, Outcome]:
        async with crowding.turn():
            return key, await run_probe(config, tools)

    tasks = [asyncio.create_task(keyed(key, config)) for key, config in configs.items()]
    try:
        for next_done in asyncio.as_completed(tasks):
            yield await next_done
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _bounded(config: ProbeConfig, tools: Tools, watch: phases.Phases) -> Observation:
    """The probe in a task of its own: one that swallows its cancellation is abandoned, not waited for."""
    task = asyncio.create_task(_measured(config, tools, watch))
    try:
        done, _ = await asyncio.wait({task}, timeout=config.timeout)
        where = watch.under_way
        if not done:
            task.cancel()
            await asyncio.wait({task}, timeout=GRACE_SECONDS)
            return _timed_out(config.timeout, where)
    finally:
        task.cancel()
    return task.result()


async def _measured(config: ProbeConfig, tools: Tools, watch: phases.Phases) -> Observation:
    phases.CURRENT.set(watch)
    try:
        if host := host_of(config):
            with watch.during("dns"):
                await tools.names.look_up(host)
        observation = await PROBES[config.kind].measure(config, tools)
    except Exception as error:
        observation = translate(error)
        if observation.health is Health.FAILING and watch.under_way:
            observation = dataclasses.replace(observation, facts={"phase": watch.under_way, **observation.facts})
    return observation


def _timed_out(seconds: float, phase: str) -> Observation:
    words = {
        "dns": "the name was not resolved",
        "connect": "no connection",
        "tls": "no TLS handshake",
        "first_byte": "connected, but no complete answer",
        "body": "the answer began, but did not end",
        "query": "connected, but the query did not end",
    }
    detail = f"{words.get(phase, 'no answer')} within {seconds:g} s"
    return Observation.failing(Reason.TIMEOUT, detail, seconds=seconds, phase=phase)


def _presentable(observation: Observation, watch: phases.Phases, tools: Tools) -> Observation:
    """What may leave the runner: redacted, capped, with the phases the stopwatch noted."""
    return Observation(
        observation.health,
        _cap(tools.redact(" ".join(observation.detail.split())), DETAIL_LENGTH),
        str(observation.reason),
        _clean(observation.facts, tools),
        observation.phases or {phase: round(taken, 3) for phase, taken in watch.done.items()},
    )


def _clean(value: Any, tools: Tools) -> Any:
    if isinstance(value, str):
        return _cap(tools.redact(str(value)), FACT_LENGTH)
    if isinstance(value, Mapping):
        return {_clean(str(k), tools): _clean(v, tools) for k, v in list(value.items())[:FACT_ITEMS]}
    if isinstance(value, list | tuple):
        return [_clean(item, tools) for item in value[:FACT_ITEMS]]
    return value if isinstance(value, int | float | None) else _cap(tools.redact(str(value)), FACT_LENGTH)


def _cap(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
