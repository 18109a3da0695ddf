"""The parts a golden path is described with: addresses, the token's rules, the events expected, the answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from handlers.core.model import Model, Seconds, check_url, unset_variables


def _fixed_host(*schemes: str) -> Callable[[str], str]:
    """A validator for an address whose host is known beforehand; one that waits for an unset variable passes."""

    def check(url: str) -> str:
        if unset_variables(url):
            return url
        if "{{" in urlsplit(url).netloc:
            raise ValueError("the host of an address cannot be a captured value: only hosts named here are contacted")
        check_url(_PLACEHOLDER.sub("x", url), *schemes)
        return url

    return check


_PLACEHOLDER = re.compile(r"\{\{.*?\}\}")
HttpAddress = Annotated[str, AfterValidator(_fixed_host("http", "https"))]
SocketAddress = Annotated[str, AfterValidator(_fixed_host("ws", "wss"))]


class Token(Model):
    """What the token must be. `format: opaque` checks only that there is one; `key` verifies the signature.

    `key` is the shared secret (HS*) or the public key as PEM (RS*, ES*, PS*, EdDSA). `skew` is how far apart the
    clocks may be. `user` names the claim that events carry as their user's id (None: the first event's id is taken).
    """

    format: str = Field(default="jwt", pattern="^(jwt|opaque)$")
    algorithms: tuple[str, ...] = ("HS256",)
    claims: tuple[str, ...] = ("sub", "iat", "exp")
    issuer: str | None = None
    audience: str | None = None
    key: str | None = None
    skew: Seconds = 60.0
    user: str | None = "sub"


class Answer(Model):
    """Where the product's answer is found (a dotted path), and how many characters it must at least have."""

    event: str
    field: str
    min_length: int = Field(default=1, ge=1)


class EventFields(Model):
    """Where an event keeps what the journey checks: dotted paths, for products that wrap or rename them."""

    type: str = "type"
    time: str = "timestamp"
    id: str = "event_id"
    user: str = "user_id"
    thread: str = "thread_id"
    run: str = "run_id"
    tool: str = "tool_name"
    call: str = "tool_call_id"


class ToolPair(Model):
    """The two events around one use of a tool; pairs may repeat and interleave, told apart by call id or tool name."""

    start: str = "tool_executing"
    end: str = "tool_completed"


class Expect(Model):
    """The events that must arrive, in order, and the budgets they are held to.

    `schema` is `agent-events` (built in), `none`, or the path of a JSON Schema, AsyncAPI or OpenAPI file (JSON or
    YAML). `silence_after` is when waiting for a first event ends (three times its budget unless given), `gap_within`
    the budget between two events. `quiet_for`: how long to listen after the last event for what should not come.
    `repeat`: events besides tool pairs that may come more than once; `ignore`: what is passed over without a look.
    """

    events: tuple[str, ...] = Field(min_length=1)
    schema_name: str = Field(default="agent-events", alias="schema")
    first_event_within: Seconds = 5.0
    silence_after: Seconds | None = None
    gap_within: Seconds | None = None
    within: Seconds = 60.0
    quiet_for: Seconds = 0.25
    answer: Answer | None = None
    allow_unknown: bool = False
    tools: ToolPair | None = Field(default_factory=ToolPair)
    repeat: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ("ping", "pong", "heartbeat")
    errors: tuple[str, ...] = ("error", "agent_error", "run_error")
    fields: EventFields = Field(default_factory=EventFields)
    clock_tolerance: Seconds = 0.001

    @model_validator(mode="after")
    def _consistent(self) -> Expect:
        if len(set(self.events)) != len(self.events):
            raise ValueError("an event is named twice; tool pairs may repeat by themselves, others go into `repeat`")
        if self.answer and self.answer.event not in self.events:
            raise ValueError(f"answer.event {self.answer.event!r} is not one of the expected events")
        return self

    @property
    def first_silence(self) -> float:
        """Seconds after which nothing at all having come is called silence."""
        return min(self.silence_after or 3 * self.first_event_within, self.within)


class HttpExpect(Model):
    """What an HTTP answer must be: one of `status`, the `json` values (dotted path -> value), a schema file."""

    status: int | tuple[int, ...] = 200
    json_values: dict[str, Any] = Field(default_factory=dict, alias="json")
    schema_name: str | None = Field(default=None, alias="schema")

    @property
    def statuses(self) -> tuple[int, ...]:
        """The acceptable status codes."""
        return (self.status,) if isinstance(self.status, int) else self.status


class Resume(Model):
    """The stack claims to resume: the connection is dropped after the event `after`, and taken up again with `send`.

    `send` may hold `{{thread_id}}`, `{{run_id}}`, `{{last_event_id}}`; `url` defaults to the journey's own.
    """

    after: str
    send: dict[str, Any] | None = None
    url: SocketAddress | None = None
    within: Seconds = 5.0
