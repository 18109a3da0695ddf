"""Walking the pure journey in virtual time: a scripted product answers its effects, no clock and no network."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import jwt

from handlers.golden_path.compiling import compile_plan, schema_names
from handlers.golden_path.journey import Journey
from handlers.golden_path.outcome import Outcome
from handlers.golden_path.schema_files import load_schemas
from handlers.golden_path.walk import Plan, Session
from handlers.golden_path.wire import (
    Answered,
    Close,
    Closed,
    Connect,
    Connected,
    Effect,
    Elapsed,
    Http,
    Input,
    Received,
    Refused,
    Send,
    Unreachable,
    Wait,
)
from handlers.stack.golden_path import GoldenPath

KEY = "a secret of at least thirty-two bytes"
NOW = 1_800_000_000.0
SESSION = Session(1, "gp-0123456789abcdef", "2f1ab0de-0000-4000-8000-000000000000", wall=NOW)
KINDS = ("agent_started", "agent_thinking", "tool_executing", "tool_completed", "agent_completed")
Event = dict[str, Any]


def section(**changes: Any) -> dict[str, Any]:
    """A `golden_path` section as a team would write it; `changes` go into its parts (`expect={...}`)."""
    made: dict[str, Any] = {
        "login": {"url": "http://auth.test/auth/e2e/test-auth", "within": 2},
        "token": {"claims": ["sub", "email", "iat", "exp"]},
        "connect": {"url": "ws://gateway.test/ws", "auth": "subprotocol", "within": 2},
        "send": {"type": "user_message", "message": "Summarise yesterday's spend"},
        "expect": {
            "events": list(KINDS),
            "first_event_within": 2,
            "within": 20,
            "answer": {"event": "agent_completed", "field": "final_response"},
        },
    }
    for name, part in changes.items():
        made[name] = {**made[name], **part} if isinstance(part, dict) and isinstance(made.get(name), dict) else part
    return made


def plan(**changes: Any) -> Plan:
    """The compiled plan of `section`."""
    return plan_of(section(**changes))


def plan_of(described: dict[str, Any]) -> Plan:
    """The compiled plan of a whole section."""
    config = GoldenPath.model_validate(described)
    return compile_plan(config, load_schemas(schema_names(config)))


def token(**claims: Any) -> str:
    """A token as the auth service signs it; a claim given as None is left out."""
    made = {"sub": "user-1", "email": "golden@example.com", "iat": NOW, "exp": NOW + 600, **claims}
    return jwt.encode({name: value for name, value in made.items() if value is not None}, KEY, algorithm="HS256")


def event(kind: str, number: int, **changes: Any) -> Event:
    """One well-formed event of user-1; a change to None leaves a field out."""
    made: Event = {
        "type": kind,
        "timestamp": f"2027-01-15T08:00:{number:02d}.000Z",
        "event_id": f"e-{number}",
        "user_id": "user-1",
        "thread_id": "thread-1",
        "run_id": "run-1",
        "agent_name": "analyst",
    }
    if kind.startswith("tool_"):
        made["tool_name"] = "spend"
    if kind == "tool_completed":
        made["results"] = {"rows": 3}
    if kind == "agent_completed":
        made["final_response"] = "You spent 12 EUR."
    return {name: value for name, value in {**made, **changes}.items() if value is not None}


def good_events() -> list[Event]:
    """The five events of a healthy run."""
    return [event(kind, number) for number, kind in enumerate(KINDS)]


@dataclass(slots=True)
class Product:
    """Answers effects: `stream` is what comes after a message was sent, each item an event, a raw message or an Input.

    Every answer takes `pace` seconds. `http` and `handshake` may be replaced by any function of the effect and time.
    """

    stream: Iterable[Event | str | bytes | Callable[[float], Input]] = ()
    pace: float = 0.1
    http: Callable[[Http, float], Input] | None = None
    handshake: Callable[[Connect, float], Input] | None = None
    effects: list[Effect] = field(default_factory=list)
    after_resume: Iterable[Event | str | bytes | Callable[[float], Input]] | None = None
    _queue: list[Any] = field(default_factory=list)
    _sent: int = 0

    def walk(self, plan: Plan, session: Session = SESSION, start: float = 0.0) -> Outcome:
        """Walk to the end; fails when the machine has nothing to wait for before it is finished."""
        self.effects, self._queue, self._sent = [], [], 0
        journey = Journey(plan, session)
        effects = journey.start(start)
        now = start
        while not journey.finished:
            self.effects.extend(effects)
            for effect in effects:
                if isinstance(effect, Send):
                    self._on_send()
            assert effects, "the journey waits for nothing"
            answer = self._answer(effects[-1], now)
            now = answer.at
            effects = journey.receive(answer)
        self.effects.extend(effects)
        return journey.outcome()

    def sent(self, kind: type[Effect]) -> list[Any]:
        """The effects of one kind, in order."""
        return [effect for effect in self.effects if isinstance(effect, kind)]

    def _on_send(self) -> None:
        self._sent += 1
        if self._sent == 1:
            self._queue = list(self.stream)
        elif self.after_resume is not None:
            self._queue = list(self.after_resume)

    def _answer(self, effect: Effect, now: float) -> Input:
        at = now + self.pace
        if isinstance(effect, Http):
            default = Answered(at, 200, json.dumps({"access_token": token(), "expires_in": 600}).encode())
            return _in_time((self.http or (lambda *_: default))(effect, at), effect.until)
        if isinstance(effect, Connect):
            default_open = Connected(at, effect.subprotocols[-1] if effect.subprotocols else None)
            return _in_time((self.handshake or (lambda *_: default_open))(effect, at), effect.until)
        if isinstance(effect, Close):
            return Closed(at, effect.code)
        assert isinstance(effect, Wait)
        return self._next_message(effect.until, at)

    def _next_message(self, until: float, at: float) -> Input:
        if not self._queue:
            return Elapsed(until)
        item = self._queue.pop(0)
        made = item(at) if callable(item) else Received(at, json.dumps(item) if isinstance(item, dict) else item)
        if made.at > until:
            self._queue.insert(0, lambda _: made)
            return Elapsed(until)
        return made


def _in_time(answer: Input, until: float) -> Input:
    return answer if answer.at <= until else Unreachable(until, "timeout")


def after(seconds: float, what: Event) -> Callable[[float], Input]:
    """An event that comes this much later than the pace would have it."""
    return lambda at: Received(at + seconds, json.dumps(what))


def closing(code: int, reason: str = "") -> Callable[[float], Input]:
    """The server closes."""
    return lambda at: Closed(at, code, reason)


def refusing(status: int) -> Callable[[Connect, float], Input]:
    """A handshake that is answered with an HTTP status."""
    return lambda _, at: Refused(at, status)


def answering(status: int, body: bytes = b"") -> Callable[[Http, float], Input]:
    """A login that is answered so."""
    return lambda _, at: Answered(at, status, body)


def with_token(made: str) -> Callable[[Http, float], Input]:
    """A login that gives this token."""
    return answering(200, json.dumps({"access_token": made}).encode())
