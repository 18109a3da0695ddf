"""The golden path section: one real user journey, stage by stage."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from handlers.core.model import Model, Seconds


class Login(Model):
    """The request that answers with a token; `token` names the field it is in."""

    url: str
    method: str = "POST"
    header: dict[str, str] = Field(default_factory=dict)
    json_body: dict[str, Any] | None = Field(default=None, alias="json")
    form: dict[str, str] | None = None
    token: str = "access_token"  # noqa: S105 - the name of a field
    within: Seconds = 5.0


class Token(Model):
    """What the token must be."""

    algorithms: tuple[str, ...] = ("HS256",)
    claims: tuple[str, ...] = ("sub", "iat", "exp")
    issuer: str | None = None
    audience: str | None = None
    key: str | None = None
    skew: Seconds = 60.0


class Connect(Model):
    """The WebSocket, and how the token is shown to it."""

    url: str
    auth: Literal["bearer", "subprotocol"] = "bearer"
    within: Seconds = 5.0


class Answer(Model):
    """Where the product's answer is found, and how long it must at least be."""

    event: str
    field: str
    min_length: int = 1


class Expect(Model):
    """The events that must arrive, in order, and the budgets they are held to."""

    events: tuple[str, ...]
    schema_name: str = Field(default="agent-events", alias="schema")
    first_event_within: Seconds = 5.0
    within: Seconds = 60.0
    answer: Answer | None = None
    allow_unknown: bool = False


class GoldenPath(Model):
    """login -> token -> connect -> send -> events -> answer -> close."""

    login: Login
    token: Token = Field(default_factory=Token)
    connect: Connect
    send: dict[str, Any]
    expect: Expect
