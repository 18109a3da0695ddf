"""The stages that wait for messages: one message, or the expected events with their budgets and a resume between."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from handlers.golden_path.events import EventCheck
from handlers.golden_path.failures import Failed, Failure
from handlers.golden_path.identity import Identity
from handlers.golden_path.network_failures import early_close, handshake_problem
from handlers.golden_path.outcome import EventSeen
from handlers.golden_path.schema import SchemaSet
from handlers.golden_path.silence import silence
from handlers.golden_path.template import fill
from handlers.golden_path.walk import Step, Walk
from handlers.golden_path.wire import Close, Closed, Connect, Connected, Effect, Elapsed, Input, Received, Send, Wait
from handlers.stack.journey_stages import EventsStage

MOST_EVENTS = 5000  # of one run: beyond it is a loop, and no longer a walk


@dataclass(slots=True)
class EventsRunner:
    """Waits for the expected events, in order, within their budgets; listens on a little after the last."""

    stage: EventsStage
    walk: Walk
    check: EventCheck = field(init=False)
    began: float = 0.0
    last: float | None = None
    done_at: float | None = None
    resumed: str = ""

    def __post_init__(self) -> None:
        memory, expect = self.walk.memory, self.stage.expect
        user, thread, run = (_text(memory.get(name)) for name in ("user_id", "sent_thread_id", "sent_run_id"))
        identity = Identity(expect, self.walk.session.marker, user, thread, run)
        self.check = EventCheck(expect, self.walk.plan.schemas.get(expect.schema_name, SchemaSet()), identity)

    def begin(self, at: float) -> Step:
        """Wait for the first event."""
        if not self.walk.open:
            raise Failed(Failure("not-connected", self.stage.stage, "there is no open WebSocket to listen on"))
        self.began = at
        return Step((self._wait(),))

    def receive(self, event: Input) -> Step:
        """Judge what came, or that nothing did."""
        if self.resumed in ("closing", "connecting"):
            return self._reconnect(event)
        if isinstance(event, Received):
            return self._message(event)
        if isinstance(event, Closed):
            return self._closed(event)
        if isinstance(event, Elapsed):
            return self._quiet(event.at)
        return Step()

    def _message(self, event: Received) -> Step:
        if event.at > self._deadline():
            return self._quiet(event.at)
        try:
            kind, content = self.check.take(event.data)
        except Failed as failed:
            self._see(failed.failure.at, event.at, failed.failure.id)
            raise Failed(self._named(failed.failure)) from failed
        if kind:
            self._see(kind, event.at, self._budgets(kind, event.at))
            self._capture(content)
        if len(self.walk.events) > MOST_EVENTS:
            raise Failed(Failure("too-many-events", kind, f"more than {MOST_EVENTS} events came for one message"))
        if self.check.sequence.ended and self.done_at is None:
            self.done_at = event.at
        resume = self.stage.resume
        if kind and resume and kind == resume.after and not self.resumed:
            self.resumed = "closing"
            return Step((Close(1001, self.walk.until(event.at, resume.within)),))
        return Step((self._wait(),))

    def _budgets(self, kind: str, at: float) -> str:
        """A budget passed by an event that did come is a failure, but what follows is still wanted. Its id, if so."""
        expect = self.stage.expect
        if self.last is None and at - self.began > expect.first_event_within:
            what = f"came after {at - self.began:.2f} s, {expect.first_event_within:g} s are allowed"
            self.walk.soft.append(Failure("slow-first-event", kind, what, soft=True))
            return "slow-first-event"
        if self.last is not None and expect.gap_within and at - self.last > expect.gap_within:
            what = f"came {at - self.last:.2f} s after the event before it, {expect.gap_within:g} s are allowed"
            self.walk.soft.append(Failure("slow-gap", kind, what, soft=True))
            return "slow-gap"
        return ""

    def _see(self, kind: str, at: float, fault: str = "") -> None:
        gap = at - (self.began if self.last is None else self.last)
        within = self.stage.expect.first_event_within if self.last is None else self.stage.expect.gap_within
        if self.last is None:
            self.walk.timings["first_event"] = gap
        self.walk.events.append(EventSeen(kind, at - self.walk.began, gap, self.check.identity.last_id, fault, within))
        self.last = at

    def _capture(self, content: Mapping[str, Any]) -> None:
        identity, memory = self.check.identity, self.walk.memory
        for name in ("user", "thread", "run"):
            value = getattr(identity, name)
            if value is not None:
                memory[f"{name}_id"] = value
        memory["last_event_id"] = identity.last_id
        self.walk.answer_event = self.check.answer_event or content

    def _closed(self, event: Closed) -> Step:
        if self.check.sequence.complete:
            return self._finish()
        if self.check.sequence.ended:
            raise Failed(self._named(self.check.sequence.missing or early_close(event, "events")))
        raise Failed(early_close(event, self.check.sequence.awaited))

    def _quiet(self, at: float) -> Step:
        if at < self._deadline():
            return Step((self._wait(),))
        if self.check.sequence.complete:
            return self._finish()
        raise Failed(self._named(self.check.sequence.missing or silence(self.stage.expect, self.check.sequence, self)))

    def _finish(self) -> Step:
        self.walk.capture(self.stage.capture, self.walk.answer_event or {}, self.stage.stage)
        self.walk.timings["answer"] = (self.done_at or self.began) - self.began
        return Step(done=True, ended=self.done_at, detail=f"{len(self.walk.events)} events")

    def _named(self, failure: Failure) -> Failure:
        """After a resume, what is lost or doubled has its own name."""
        names = {"missing-event": "resume-lost-event", "duplicate-event": "resume-duplicate-event"}
        return replace(failure, id=names.get(failure.id, failure.id)) if self.resumed else failure

    def _deadline(self) -> float:
        expect = self.stage.expect
        if self.done_at is not None:
            return self.done_at + expect.quiet_for
        if self.last is None:
            return self.walk.until(self.began, expect.first_silence)
        end = self.walk.until(self.began, expect.within)
        return min(end, self.last + 3 * expect.gap_within) if expect.gap_within else end

    def _wait(self) -> Effect:
        return Wait(self._deadline())

    def _reconnect(self, event: Input) -> Step:
        resume = self.stage.resume
        if resume is None:
            return Step()
        until = self.walk.until(event.at, resume.within)
        if self.resumed == "closing" and isinstance(event, Closed):
            self.resumed = "connecting"
            return Step(
                (Connect(until=until, **{**self.walk.connection, **({"url": resume.url} if resume.url else {})}),)
            )
        problem = handshake_problem(event, "reconnect", self.walk)
        if problem and self.resumed == "connecting":
            raise Failed(problem)
        if not isinstance(event, Connected):
            return Step()
        self.resumed = "resumed"
        hello = (Send(json.dumps(fill(resume.send, self.walk.memory))),) if resume.send is not None else ()
        self.walk.timings["reconnect"] = event.at - (self.last or self.began)
        return Step((*hello, self._wait()))


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
