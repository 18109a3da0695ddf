from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, Literal

import pytest
from pydantic import Field

from handlers.core.model import unset
from handlers.core.ports import Health
from handlers.probes import phases
from handlers.probes.base import Observation, ProbeConfig, ProbeKind, Tools
from handlers.probes.reasons import Reason
from handlers.probes.registry import PROBES
from handlers.probes.runner import DETAIL_LENGTH, FACT_LENGTH, run_probe, run_probes
from tests.handlers.probes.conftest import SECRET

Measure = Callable[[Any, Tools], Awaitable[Observation]]


class Made(ProbeConfig):
    kind: Literal["made"] = "made"
    text: str = ""
    nested: dict[str, Any] = Field(default_factory=dict)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Callable[[Measure], None]:
    """Registers a probe of the test's own making."""

    def register(measure: Measure) -> None:
        monkeypatch.setitem(PROBES, "made", ProbeKind(Made, measure))

    return register


async def test_a_crash_is_an_unknown_not_an_exception(made: Callable[[Measure], None], tools: Tools) -> None:
    async def crash(_: Made, __: Tools) -> Observation:
        raise RuntimeError(f"lost {SECRET}")

    made(crash)
    outcome = await run_probe(Made(), tools)
    assert (outcome.observation.health, outcome.observation.reason) == (Health.UNKNOWN, Reason.INTERNAL)
    assert SECRET not in repr(outcome)


async def test_a_hang_ends_with_the_timeout_and_names_the_phase(made: Callable[[Measure], None], tools: Tools) -> None:
    async def hang(_: Made, __: Tools) -> Observation:
        with phases.current().during("connect"):
            pass
        with phases.current().during("query"):
            await asyncio.Event().wait()
        raise AssertionError

    made(hang)
    outcome = await run_probe(Made(timeout=0.05), tools)
    assert outcome.observation.reason == Reason.TIMEOUT
    assert outcome.observation.facts["phase"] == "query"
    assert "connect" in outcome.observation.phases


async def test_a_probe_that_swallows_its_cancellation_is_left_behind(
    made: Callable[[Measure], None], tools: Tools
) -> None:
    release = asyncio.Event()

    async def stubborn(_: Made, __: Tools) -> Observation:
        while not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue
        return Observation.ok("late")

    made(stubborn)
    outcome = await run_probe(Made(timeout=0.05), tools)
    release.set()
    assert outcome.observation.reason == Reason.TIMEOUT
    assert outcome.seconds < 2


async def test_cancelling_the_caller_cancels_the_probe(made: Callable[[Measure], None], tools: Tools) -> None:
    started, ended = asyncio.Event(), asyncio.Event()

    async def wait(_: Made, __: Tools) -> Observation:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        raise AssertionError

    made(wait)
    task = asyncio.create_task(run_probe(Made(), tools))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await ended.wait()


@pytest.mark.parametrize(
    "config",
    [
        Made(text=unset("NAME")),
        Made(nested={"a": [f"Bearer {unset('NAME')}"]}),
        Made(nested={"b": {"c": unset("NAME")}}),
    ],
)
async def test_a_variable_that_is_not_set_is_told_by_name(
    made: Callable[[Measure], None], tools: Tools, config: Made
) -> None:
    async def never(_: Made, __: Tools) -> Observation:
        raise AssertionError

    made(never)
    seen = (await run_probe(config, tools)).observation
    assert (seen.health, seen.reason, seen.facts["variable"]) == (Health.UNKNOWN, Reason.UNSET_SECRET, "NAME")


async def test_texts_are_capped_redacted_and_json_able(made: Callable[[Measure], None], tools: Tools) -> None:
    async def chatty(_: Made, __: Tools) -> Observation:
        facts = {"long": "y" * 100_000, "list": [SECRET] * 1000, "odd": {1, 2}, "deep": {"k": {SECRET: SECRET}}}
        return Observation.failing(Reason.BODY, f"{SECRET}\n\n" + "x" * 100_000, **facts)

    made(chatty)
    seen = (await run_probe(Made(), tools)).observation
    assert len(seen.detail) == DETAIL_LENGTH
    assert len(seen.facts["long"]) == FACT_LENGTH
    assert "\n" not in seen.detail
    assert SECRET not in json.dumps(dict(seen.facts)) + seen.detail


async def test_outcomes_come_as_they_finish(made: Callable[[Measure], None], tools: Tools) -> None:
    gate = asyncio.Event()

    async def measure(config: Made, _: Tools) -> Observation:
        if config.text == "last":
            await gate.wait()
        return Observation.ok(config.text)

    made(measure)
    order = []
    async for key, outcome in run_probes({"a": Made(text="last"), "b": Made(text="first")}, tools):
        order.append((key, outcome.observation.detail))
        gate.set()
    assert order == [("b", "first"), ("a", "last")]


async def test_leaving_the_iteration_cancels_the_rest(made: Callable[[Measure], None], tools: Tools) -> None:
    ended = asyncio.Event()

    async def measure(config: Made, _: Tools) -> Observation:
        if config.text:
            try:
                await asyncio.Event().wait()
            finally:
                ended.set()
        return Observation.ok("done")

    made(measure)
    outcomes = run_probes({1: Made(), 2: Made(text="forever")}, tools)
    async for key, _ in outcomes:
        assert key == 1
        break
    await outcomes.aclose()  # type: ignore[attr-defined]  # an async generator behind the iterator's type
    assert ended.is_set()
