"""The kinds of stage a journey is made of. Each names what it does, its budget, and what it captures for later."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from handlers.core.model import Model, Seconds
from handlers.stack.journey_parts import Answer, Expect, HttpAddress, HttpExpect, Resume, SocketAddress, Token


class Stage(Model):
    """`stage` is its name; `service` the one it exercises, found by its address when not given."""

    stage: str = Field(pattern=r"^[a-z][a-z0-9_-]{0,40}$")
    within: Seconds = 10.0
    service: str | None = None


class HttpStage(Stage):
    """One HTTP request. `capture` maps a name to a dotted path in the JSON answer; `name?` is optional.

    `always`: part of the clean-up, done last and even after a failure, unless a value it needs was never captured.
    """

    kind: Literal["http"]
    url: HttpAddress
    method: str = "GET"
    header: dict[str, str] = Field(default_factory=dict)
    json_body: Any = Field(default=None, alias="json")
    form: dict[str, str] | None = None
    expect: HttpExpect = Field(default_factory=HttpExpect)
    capture: dict[str, str] = Field(default_factory=dict)
    always: bool = False

    @model_validator(mode="after")
    def _one_body(self) -> HttpStage:
        if self.json_body is not None and self.form is not None:
            raise ValueError("give either `json` or `form`, not both")
        return self


class TokenStage(Stage):
    """Looks at a token without any request; its claims are captured as `claims`, its user as `user_id`."""

    kind: Literal["token"]
    value: str = "{{token}}"
    check: Token = Field(default_factory=Token)


class ConnectStage(Stage):
    """Opens the journey's WebSocket; a journey has at most one open at a time."""

    kind: Literal["connect"]
    url: SocketAddress
    auth: Literal["bearer", "subprotocol", "none"] = "none"
    token: str = "{{token}}"  # noqa: S105 - a placeholder
    header: dict[str, str] = Field(default_factory=dict)
    subprotocols: tuple[str, ...] = ()


class SendStage(Stage):
    """Sends one message over the WebSocket: `json`, or `text` as it stands."""

    kind: Literal["send"]
    message: Any = Field(default=None, alias="json")
    text: str | None = None

    @model_validator(mode="after")
    def _one_message(self) -> SendStage:
        if (self.message is None) == (self.text is None):
            raise ValueError("give either `json` or `text`")
        return self


class EventsStage(Stage):
    """Waits for the expected events; the event that carries the answer is captured as `answer`."""

    kind: Literal["events"]
    expect: Expect
    resume: Resume | None = None
    capture: dict[str, str] = Field(default_factory=dict)


class MessageStage(Stage):
    """Waits for one JSON message in which every dotted path of `json` has its value; others are passed over.

    `strict` makes the very next message the one that has to match.
    """

    kind: Literal["message"]
    json_values: dict[str, Any] = Field(default_factory=dict, alias="json")
    capture: dict[str, str] = Field(default_factory=dict)
    strict: bool = False


class AnswerStage(Stage):
    """Looks at the answer of the last events stage."""

    kind: Literal["answer"]
    answer: Answer


class CloseStage(Stage):
    """Closes the WebSocket and waits until the server has agreed."""

    kind: Literal["close"]
    within: Seconds = 5.0
    code: int = Field(default=1000, ge=1000, le=4999)


AnyStage = Annotated[
    HttpStage | TokenStage | ConnectStage | SendStage | EventsStage | MessageStage | AnswerStage | CloseStage,
    Field(discriminator="kind"),
]
