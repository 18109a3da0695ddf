"""The golden path section: one real user journey, either the built-in one in a few lines or stage by stage.

A text in a stage may hold `{{name}}`: a value captured by an earlier stage, or one of the journey's own (`marker`,
`session`, `uuid`, `token`, `claims.sub`, ...). The host of an address may not: only what this file names is contacted.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from handlers.core.model import Model, Seconds
from handlers.stack.journey_parts import Answer, Expect, HttpAddress, Resume, SocketAddress, Token
from handlers.stack.journey_stages import AnyStage

__all__ = ["Answer", "Connect", "Expect", "GoldenPath", "Login", "Logout", "Refresh", "Token"]


class Login(Model):
    """The request that answers with a token; `token`, `expires` and `refresh` name the fields of the answer (dotted).

    Give `json` (an E2E endpoint) or `form` (a password login, OIDC's resource owner grant).
    """

    url: HttpAddress
    method: str = "POST"
    header: dict[str, str] = Field(default_factory=dict)
    json_body: dict[str, Any] | None = Field(default=None, alias="json")
    form: dict[str, str] | None = None
    token: str = "access_token"  # noqa: S105 - the name of a field
    expires: str = "expires_in"
    refresh: str = "refresh_token"
    status: int = 200
    within: Seconds = 5.0
    service: str | None = None


class Refresh(Model):
    """A second token, asked for with the first one's refresh token: `{{refresh_token}}` in `json` or `form`."""

    url: HttpAddress
    method: str = "POST"
    header: dict[str, str] = Field(default_factory=dict)
    json_body: dict[str, Any] | None = Field(default=None, alias="json")
    form: dict[str, str] | None = None
    token: str = "access_token"  # noqa: S105 - the name of a field
    within: Seconds = 5.0
    service: str | None = None


class Logout(Model):
    """Called at the end, also after a failure, once a token was given. The bearer header is added by itself."""

    url: HttpAddress
    method: str = "POST"
    header: dict[str, str] = Field(default_factory=dict)
    json_body: dict[str, Any] | None = Field(default=None, alias="json")
    status: tuple[int, ...] = (200, 202, 204)
    within: Seconds = 5.0


class Connect(Model):
    """The WebSocket, and how the token is shown to it: a bearer header, or `jwt.<base64url of the token>`.

    `subprotocols` are offered before the token's own; the server has to choose one of all that were offered.
    """

    url: SocketAddress
    auth: Literal["bearer", "subprotocol", "none"] = "bearer"
    header: dict[str, str] = Field(default_factory=dict)
    subprotocols: tuple[str, ...] = ()
    within: Seconds = 5.0
    service: str | None = None


class GoldenPath(Model):
    """login -> token -> connect -> send -> events -> answer -> close; or, for another product, its own `stages`.

    `within` bounds the whole journey; `warn_at` is the share of a budget past which a stage is called slow.
    `marker` names the text field of `send` into which a marker is planted, so that a message which reaches another
    user is recognised (None plants none; `{{marker}}` in a message plants it there). `max_sessions` caps `--sessions`.
    """

    login: Login | None = None
    refresh: Refresh | None = None
    token: Token = Field(default_factory=Token)
    connect: Connect | None = None
    send: dict[str, Any] | None = None
    expect: Expect | None = None
    resume: Resume | None = None
    logout: Logout | None = None
    stages: tuple[AnyStage, ...] = ()
    within: Seconds | None = None
    warn_at: float = Field(default=0.8, gt=0, le=1)
    marker: str | None = "message"
    max_sessions: int = Field(default=1000, ge=1)

    @model_validator(mode="after")
    def _one_journey(self) -> GoldenPath:
        needed = {"login": self.login, "connect": self.connect, "send": self.send, "expect": self.expect}
        if not self.stages:
            absent = ", ".join(name for name, part in needed.items() if part is None)
            if absent:
                raise ValueError(f"the journey lacks {absent}; give login, connect, send and expect, or `stages`")
            return self
        given = ", ".join(name for name, part in needed.items() if part is not None)
        if given:
            raise ValueError(f"give either `stages` or {given}, not both")
        names = [stage.stage for stage in self.stages]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two stages are called {twice[0]!r}; a stage's name must be its own")
        return self

    @model_validator(mode="after")
    def _every_reply_awaited(self) -> GoldenPath:
        """A reply never awaited is never a success: such a journey could not fail, so it is no proof."""
        kinds = [stage.kind for stage in self.stages]
        for place, kind in enumerate(kinds):
            following = kinds[place + 1 :]
            if kind == "send" and not {"events", "message"} & set(following):
                raise ValueError(f"stage {self.stages[place].stage!r} sends a message and nothing awaits the reply")
        return self

    @model_validator(mode="after")
    def _resumable(self) -> GoldenPath:
        if self.resume and self.expect and self.resume.after not in self.expect.events[:-1]:
            raise ValueError(f"resume.after {self.resume.after!r} must be one of the expected events before the last")
        return self
