"""The journey as a pure machine: told what happened and when, it answers what to do next, and in the end how it went.

No input, no output, no clock: the same inputs always give the same effects and the same outcome.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from collections.abc import Sequence as Many
from dataclasses import replace
from typing import Any

from handlers.golden_path.checks import AnswerRunner, TokenRunner
from handlers.golden_path.failures import Failed, Failure
from handlers.golden_path.http_stage import HttpRunner
from handlers.golden_path.listening import EventsRunner
from handlers.golden_path.message_stage import MessageRunner
from handlers.golden_path.outcome import Mark, Outcome, StageResult
from handlers.golden_path.socket_stages import CloseRunner, ConnectRunner, SendRunner
from handlers.golden_path.walk import Plan, Runner, Session, Step, Walk
from handlers.golden_path.wire import Closed, Connected, Effect, Input, Stopped
from handlers.stack import journey_stages as kinds

_SECRET = re.compile("token|secret|password|cookie|key")
_CLOSE_WITHIN = 2.0
_CLEANUP_CLOSE = kinds.CloseStage(stage="close", kind="close", within=_CLOSE_WITHIN)


class Journey:
    """One walk by one session.

    `start` and `receive` answer with effects, the last of which is the one an input is awaited for. `stages` and
    `cleanup` grow as stages end; `outcome` may be asked for at any time and is final once `finished`.
    """

    def __init__(self, plan: Plan, session: Session) -> None:
        self.plan = plan
        self.session = session
        self.stages: list[StageResult] = []
        self.cleanup: list[StageResult] = []
        self.failures: list[Failure] = []
        self.finished = False
        self._todo: list[kinds.AnyStage] = list(plan.stages)
        self._cleaning = False
        self._runner: Runner | None = None
        self._stage: kinds.AnyStage | None = None
        self._stage_began = 0.0
        self._now = 0.0
        memory = {"session": session.number, "marker": session.marker, "uuid": session.uuid}
        self._walk = Walk(plan, session, memory, began=0.0)

    def start(self, at: float) -> Many[Effect]:
        """Begin at this moment of the monotonic clock."""
        self._now = self._walk.began = at
        return self._advance(at, self._begin(at))

    def receive(self, event: Input) -> Many[Effect]:
        """Something happened. A moment before the last one counts as the last one."""
        if self.finished or self._runner is None:
            return ()
        at = self._now = max(event.at, self._now)
        event = replace(event, at=at)
        if isinstance(event, Connected | Closed):
            self._walk.open = isinstance(event, Connected)
        if isinstance(event, Stopped):
            return self._stop(at)
        return self._advance(at, self._ask(lambda runner: runner.receive(event), self._runner))

    def outcome(self) -> Outcome:
        """How it went."""
        walk = self._walk
        hardest = sorted(self.failures, key=lambda failure: failure.soft)
        names = ["user_id", "thread_id", "run_id"]
        ids = {name: str(walk.memory[name]) for name in names if name in walk.memory}
        return Outcome(
            session=self.session.number,
            stages=tuple(self.stages),
            events=tuple(walk.events),
            failures=tuple(hardest),
            timings=self._timings(),
            notes=self._notes(),
            ids=ids,
            cleanup=tuple(self.cleanup),
            answer=walk.answer,
            secrets=tuple(str(value) for name, value in walk.memory.items() if _SECRET.search(name)),
        )

    def _ask(self, ask: Callable[[Runner], Step], runner: Runner) -> Step:
        try:
            return ask(runner)
        except Failed as failed:
            return Step(done=True, failures=(failed.failure,))

    def _advance(self, at: float, step: Step) -> Many[Effect]:
        """Perform a step; where it ends its stage, begin the next, until one has something to wait for."""
        effects = list(step.effects)
        while step.done:
            self._record(step, at)
            if not self._todo and not self._turn_to_cleanup():
                self.finished = True
                self._runner = None
                break
            step = self._begin(at)
            effects.extend(step.effects)
        return effects

    def _begin(self, at: float) -> Step:
        self._stage = self._todo.pop(0)
        self._stage_began = at
        try:
            self._runner = _runner(self._stage, self._walk)
        except Failed as failed:
            return Step(done=True, failures=(failed.failure,))
        return self._ask(lambda runner: runner.begin(at), self._runner)

    def _record(self, step: Step, at: float) -> None:
        stage = self._stage
        if stage is None:
            return
        ended = max(self._stage_began, min(at, step.ended if step.ended is not None else at))
        step = replace(step, failures=(*step.failures, *self._walk.soft))
        self._walk.soft.clear()
        failures = tuple(self._whole_budget(replace(failure, stage=stage.stage), at) for failure in step.failures)
        result = result_of(stage, (self._stage_began - self._walk.began, ended - self._walk.began), step, self.plan)
        if self._cleaning:
            absent = any(failure.id == "capture-missing" for failure in failures)
            self.cleanup.append(replace(result, mark=Mark.SKIPPED) if absent else result)
            return
        self.stages.append(result)
        self.failures.extend(failures)
        if any(not failure.soft for failure in failures):
            self._skip_the_rest()

    def _skip_the_rest(self) -> None:
        self.stages.extend(StageResult(stage.stage, stage.kind, Mark.SKIPPED) for stage in self._todo)
        self._todo.clear()

    def _turn_to_cleanup(self) -> bool:
        """Once, after the last stage: close what is open, log out. Whether there is anything to clean up."""
        if self._cleaning:
            return False
        self._cleaning = True
        total, within = sum(stage.seconds for stage in self.stages), self.plan.within
        if within is not None and total > within and not self.failures:
            what = f"took {total:.2f} s, {within:g} s are allowed for the whole journey"
            self.failures.append(Failure("over-budget", "journey", what, stage=self.stages[-1].name, soft=True))
        self._todo = [*([_CLEANUP_CLOSE] if self._walk.open else []), *self.plan.cleanup]
        return bool(self._todo)

    def _stop(self, at: float) -> Many[Effect]:
        """Called off: the present stage fails, and only the WebSocket is still closed."""
        if self._cleaning:
            self._todo.clear()
        step = Step(done=True, failures=(Failure("stopped", "journey", "the run was called off"),))
        return self._advance(at, step)

    def _whole_budget(self, failure: Failure, at: float) -> Failure:
        """A wait that was cut short by the whole journey's budget is that budget's failure."""
        within = self.plan.within
        waited = failure.id.endswith("-timeout") or failure.id in ("silent-agent", "late-answer", "no-reply")
        if within is None or not waited or at < self._walk.began + within:
            return failure
        return replace(failure, id="over-budget", what=f"the whole journey's {within:g} s ended here")

    def _timings(self) -> dict[str, Any]:
        spent = {stage.name: stage.seconds for stage in self.stages if stage.mark is not Mark.SKIPPED}
        gaps = [event.gap for event in self._walk.events[1:]]
        return {"total": sum(spent.values()), "stages": spent, "gaps": gaps, **self._walk.timings}

    def _notes(self) -> tuple[str, ...]:
        near = [stage for stage in self.stages if stage.mark is Mark.SLOW and _is_near(stage, self.plan)]
        slow = [f"{stage.name} took {stage.seconds:.2f} s of its {stage.within:g} s" for stage in near]
        others = [stage for stage in self.stages if stage.mark is Mark.SLOW and stage not in near]
        remarks = [f"{stage.name}: {stage.detail}" for stage in others]
        left = [f"clean-up, {stage.name}: {stage.detail}" for stage in self.cleanup if stage.mark is Mark.FAILED]
        return (*slow, *remarks, *left)


def result_of(stage: kinds.AnyStage, span: tuple[float, float], step: Step, plan: Plan) -> StageResult:
    """The line of one ended stage; `span` is when it began and ended, in seconds since the journey's beginning."""
    detail = step.failures[0].what if step.failures else step.detail
    url = getattr(stage, "url", "")
    result = StageResult(stage.stage, stage.kind, Mark.PASSED, *span, _budget(stage), detail, url, stage.service)
    if step.failures:
        return replace(result, mark=Mark.FAILED)
    return replace(result, mark=Mark.SLOW) if step.remark or _is_near(result, plan) else result


def _is_near(stage: StageResult, plan: Plan) -> bool:
    return stage.within is not None and stage.seconds >= plan.warn_at * stage.within


def _budget(stage: kinds.AnyStage) -> float | None:
    """A stage that asks nobody has no budget."""
    if isinstance(stage, kinds.EventsStage):
        return stage.expect.within
    return None if isinstance(stage, kinds.TokenStage | kinds.SendStage | kinds.AnswerStage) else stage.within


_RUNNERS: Mapping[type, Callable[[Any, Walk], Runner]] = {
    kinds.HttpStage: HttpRunner,
    kinds.TokenStage: TokenRunner,
    kinds.ConnectStage: ConnectRunner,
    kinds.SendStage: SendRunner,
    kinds.EventsStage: EventsRunner,
    kinds.MessageStage: MessageRunner,
    kinds.AnswerStage: AnswerRunner,
    kinds.CloseStage: CloseRunner,
}


def _runner(stage: kinds.AnyStage, walk: Walk) -> Runner:
    return _RUNNERS[type(stage)](stage, walk)
