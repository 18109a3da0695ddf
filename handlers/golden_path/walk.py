"""What the stages of one journey share while it is walked, and what one of them answers to an input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from handlers.golden_path.failures import Failed, Failure
from handlers.golden_path.outcome import EventSeen
from handlers.golden_path.schema import SchemaSet
from handlers.golden_path.template import dig, present
from handlers.golden_path.wire import Effect, Input
from handlers.stack.journey_stages import AnyStage, HttpStage


@dataclass(frozen=True, slots=True)
class Plan:
    """A journey ready to be walked: its stages, the clean-up, the budget of the whole, the schemas by name."""

    stages: tuple[AnyStage, ...]
    cleanup: tuple[HttpStage, ...] = ()
    within: float | None = None
    warn_at: float = 0.8
    schemas: Mapping[str, SchemaSet] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Session:
    """Who walks: its number from 1, its marker (`gp-` and 16 hex digits), a uuid, and the wall clock's lead.

    `wall` is Unix time minus the monotonic clock, in seconds: token times are judged with it.
    """

    number: int = 1
    marker: str = "gp-0000000000000000"
    uuid: str = "00000000-0000-4000-8000-000000000000"
    wall: float = 0.0


@dataclass(slots=True)
class Walk:
    """The state the stages share: captured values, whether the WebSocket is open, the events so far."""

    plan: Plan
    session: Session
    memory: dict[str, Any]
    began: float
    open: bool = False
    events: list[EventSeen] = field(default_factory=list)
    answer_event: Mapping[str, Any] | None = None
    answer: str = ""
    timings: dict[str, Any] = field(default_factory=dict)
    soft: list[Failure] = field(default_factory=list)
    connection: Mapping[str, Any] = field(default_factory=dict)

    def until(self, at: float, within: float) -> float:
        """The end of a budget that begins at `at`, never past that of the whole journey."""
        end = at + within
        return end if self.plan.within is None else min(end, self.began + self.plan.within)

    def capture(self, captures: Mapping[str, str], document: Any, at: str) -> None:
        """Remember what the captures name; a name that ends in `?` may be absent. Raises Failed."""
        for name, path in captures.items():
            value = dig(document, path)
            if present(value):
                self.memory[name.rstrip("?")] = value
            elif not name.endswith("?"):
                wanted = "token-missing" if name == "token" else "capture-missing"
                raise Failed(Failure(wanted, at, f"the answer has no `{path}`"))


@dataclass(frozen=True, slots=True)
class Step:
    """What a stage answers: effects to perform, whether it has ended (and when, if before now), and what failed."""

    effects: tuple[Effect, ...] = ()
    done: bool = False
    ended: float | None = None
    detail: str = ""
    failures: tuple[Failure, ...] = ()
    remark: bool = False


class Runner(Protocol):
    """One stage being walked. It may raise Failed instead of answering."""

    def begin(self, at: float) -> Step:
        """The stage begins."""

    def receive(self, event: Input) -> Step:
        """Something happened; an input that is none of this stage's business is answered with an empty Step."""
