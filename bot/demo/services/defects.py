"""Defects of the product's own making: what a bad release of the agent does to the events a user watches.

Each is switched on by a variable of its name (`missing-event`: DEFECT_MISSING_EVENT) and changes the true stream of one
run, so that everything else about the run stays real.
"""

from __future__ import annotations

import asyncio
import os
import uuid
from collections.abc import AsyncIterator, Callable
from typing import Any

from bot.demo.services.chat import Run

Event = dict[str, Any]
Stream = AsyncIterator[Event]
_SLOW = 4.0  # seconds before the first event


class ClosedEarly(Exception):
    """The run dies half-way, and its connection with it."""


def variable(name: str) -> str:
    """The environment variable that switches a defect on."""
    return "DEFECT_" + name.upper().replace("-", "_")


def has(name: str) -> bool:
    """Whether a defect is switched on."""
    return bool(os.environ.get(variable(name)))


def apply(events: Stream, run: Run) -> Stream:
    """The events as the user gets them, with every defect that is switched on."""
    for name, defect in DEFECTS.items():
        if has(name):
            events = defect(events, run)
    return events


async def _missing(events: Stream, _: Run) -> Stream:
    async for event in events:
        if event["type"] != "agent_thinking":
            yield event


async def _wrong_order(events: Stream, _: Run) -> Stream:
    held: list[Event] = []
    async for event in events:
        if event["type"] == "tool_executing":
            held.append(event)
            continue
        yield event
        while held:
            yield held.pop()


def _without(field: str) -> Callable[[Stream, Run], Stream]:
    async def defect(events: Stream, _: Run) -> Stream:
        async for event in events:
            yield {name: value for name, value in event.items() if name != field}

    return defect


async def _duplicate(events: Stream, _: Run) -> Stream:
    async for event in events:
        yield event
        if event["type"] == "agent_thinking":
            yield event


async def _foreign(events: Stream, run: Run) -> Stream:
    other = Run(str(int(run.user_id) + 1), str(uuid.uuid4()), str(uuid.uuid4()))
    async for event in events:
        yield event
        if event["type"] == "agent_thinking":
            yield other.event("agent_thinking", thought="This belongs to somebody else.")


async def _silent(events: Stream, _: Run) -> Stream:
    async for _event in events:
        await asyncio.Event().wait()
    yield {}


async def _slow_first(events: Stream, _: Run) -> Stream:
    await asyncio.sleep(_SLOW)
    async for event in events:
        yield event


async def _early_close(events: Stream, _: Run) -> Stream:
    async for event in events:
        yield event
        if event["type"] == "tool_executing":
            raise ClosedEarly


async def _empty(events: Stream, _: Run) -> Stream:
    async for event in events:
        yield {**event, "final_response": ""} if event["type"] == "agent_completed" else event


async def _error(events: Stream, run: Run) -> Stream:
    async for event in events:
        if event["type"] == "tool_executing":
            yield run.event("error", message="The model is overloaded, try again later.")
            return
        yield event


DEFECTS: dict[str, Callable[[Stream, Run], Stream]] = {
    "missing-event": _missing,
    "wrong-order": _wrong_order,
    "tool-name-missing": _without("tool_name"),
    "results-missing": _without("results"),
    "duplicate-event": _duplicate,
    "foreign-event": _foreign,
    "silent-agent": _silent,
    "slow-first-event": _slow_first,
    "early-close-1011": _early_close,
    "empty-answer": _empty,
    "error-event": _error,
}
