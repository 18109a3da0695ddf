"""Runs: from an accepted command to a finished thread, in steps that a crash cannot lose or double."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, dataclass, replace
from typing import Any, Protocol

from bot.codec import decode_report, decode_request, encode_report, encode_request
from bot.dispatch import CHANGES, Dispatcher
from bot.store.reports import ReportStore
from handlers.core.errors import Failure
from handlers.core.ports import Progress
from handlers.core.report import Report, Status
from handlers.core.request import Request
from handlers.stack.environment import Environment

log = logging.getLogger(__name__)

Step = Callable[[str, Callable[[], Coroutine[Any, Any, Any]]], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a run came from, and so where its answer goes.

    `thread` is set when it was asked for inside a thread; `asked_by` is who asked for what `user` now approves.
    `name`: the user's, for places that know no ids.
    """

    channel: str
    user: str
    command: str
    private: bool = False
    thread: str | None = None
    response_url: str = ""
    asked_by: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One durable execution of a command."""

    id: str
    request: Request
    origin: Origin

    def encode(self) -> str:
        """JSON that `decode` turns into an equal Run."""
        return json.dumps({"id": self.id, "request": encode_request(self.request), "origin": asdict(self.origin)})

    @classmethod
    def decode(cls, text: str) -> Run:
        """The Run again."""
        data = json.loads(text)
        return cls(data["id"], decode_request(data["request"]), Origin(**data["origin"]))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run's messages stand: a channel and the ts of the thread's root; both empty for a private run."""

    channel: str
    thread: str


class Stage(Protocol):
    """The surface a run plays on. Every method may be called again after a crash, and must not double anything."""

    async def open(self, run: Run) -> Place:
        """Show that the run has begun."""

    def progress(self, run: Run, place: Place) -> AbstractAsyncContextManager[Progress]:
        """Where the work's ticks are shown; leaving it shows the last of them."""

    async def publish(self, run: Run, place: Place, report: Report, previous: Report | None) -> None:
        """Show the finished report. `previous` is the last one in the same thread."""

    async def fail(self, run: Run, place: Place | None, reason: str) -> None:
        """Tell the person who asked that the run failed, and why. `place` is None when it could not even open."""


class Approver(Protocol):
    """Decides who may change something."""

    async def check(self, run: Run, environment: Environment) -> None:
        """Raise Permanent, with the reason, unless this run's user may do this now."""


class Conductor:
    """Conducts one run through its steps: open, work, publish. `dispatcher`: the present one."""

    def __init__(
        self, dispatcher: Callable[[], Dispatcher], stage: Stage, reports: ReportStore, approver: Approver, step: Step
    ) -> None:
        self._dispatcher = dispatcher
        self._approver = approver
        self._stage = stage
        self._reports = reports
        self._step = step

    async def conduct(self, payload: str) -> None:
        """The body of a durable run. Every failure reaches the person who asked, with the run's id."""
        run = Run.decode(payload)
        place: Place | None = None
        try:
            opened = place = Place(*await self._step("open", lambda: self._open(run)))
            outcome = json.loads(await self._step("work", lambda: self._work(run, opened)))
            if "failed" in outcome:
                await self._fail(run, place, outcome["failed"])
            else:
                await self._publish(run, place, decode_report(outcome["report"]))
        except Exception as problem:
            await self._fail(run, place, self._reason(run, problem))

    async def _open(self, run: Run) -> tuple[str, str]:
        place = await self._stage.open(run)
        return place.channel, place.thread

    async def _work(self, run: Run, place: Place) -> str:
        try:
            dispatcher = self._dispatcher()  # one stack file from the approval to the end, whatever becomes of it
            if run.request.capability in CHANGES:
                await self._approver.check(run, dispatcher.environment(run.request.environment))
            async with self._stage.progress(run, place) as progress:
                report = await dispatcher.run(await self._with_last_good(run.request), progress)
        except Exception as problem:
            return json.dumps({"failed": self._reason(run, problem)})
        return json.dumps({"report": encode_report(report)})

    async def _with_last_good(self, request: Request) -> Request:
        """The request, told what the last good run of its kind saw: `data` of that report, under `last_good`."""
        good = await self._reports.last_good(request.capability, request.environment)
        return replace(request, options={**request.options, "last_good": dict(good.data)}) if good else request

    async def _publish(self, run: Run, place: Place, report: Report) -> None:
        thread = f"{place.channel}:{place.thread}"
        previous = await self._reports.last_in_thread(thread, run.id) if place.thread else None
        await self._step("keep", lambda: self._reports.keep(run.id, report, thread if place.thread else None))
        await self._step("publish", lambda: self._stage.publish(run, place, report, previous))

    async def _fail(self, run: Run, place: Place | None, reason: str) -> None:
        """Say it to the person who asked, and keep it: a failed run is history too."""
        request = run.request
        failed = Report(request.capability, request.environment, Status.NOT_DONE, reason, request.service)
        thread = f"{place.channel}:{place.thread}" if place is not None and place.thread else None
        await self._reports.keep(run.id, failed, thread)
        await self._stage.fail(run, place, reason)

    def _reason(self, run: Run, problem: Exception) -> str:
        """What a person reads: our own words for a Failure, the kind alone for a defect (its text is in the log)."""
        redact = self._dispatcher().tools.redact
        if isinstance(problem, Failure):
            return redact(str(problem))
        log.error("run %s failed", run.id, exc_info=problem)
        return f"a defect in opsmedic itself ({type(problem).__name__}); its log has the details under this run's id"
