"""Recording a walk and walking it again: the inputs of the pure journey as JSON lines, replayed in virtual time.

The first line is `{"capture": 1, "number", "marker", "uuid", "wall"}`; every other one is an input: `{"at": seconds
since the beginning, "input": "answered" | "unreachable" | "connected" | "refused" | "received" | "closed" | "elapsed" |
"stopped", ...}` with that input's own fields (wire.py). Binary content is in `<field>64` (base64). Secrets are
redacted, tokens lose their signature: their claims can still be judged, and nobody can use them.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pydantic import TypeAdapter, ValidationError

from handlers.core.errors import Permanent
from handlers.golden_path.journey import Journey
from handlers.golden_path.outcome import Outcome
from handlers.golden_path.walk import Plan, Session
from handlers.golden_path.wire import (
    Answered,
    Close,
    Closed,
    Connect,
    Connected,
    Effect,
    Elapsed,
    Input,
    Received,
    Refused,
    Stopped,
    Unreachable,
    Wait,
)
from handlers.stack.journey_stages import TokenStage

_INPUTS: dict[str, type[Input]] = {
    kind.__name__.lower(): kind
    for kind in (Answered, Unreachable, Connected, Refused, Received, Closed, Elapsed, Stopped)
}
_TOKEN = re.compile(r"(eyJ[\w-]+\.[\w-]+)\.[\w-]*")
_TOKEN64 = re.compile(r"jwt\.[\w-]{20,}")
_REMOVED = "jwt.removed"
_LONGEST = 64 * 1024 * 1024


class Recorder:
    """Is told every input of one walk; `lines` is the capture so far, without secrets."""

    def __init__(self, session: Session, redact: Callable[[str], str]) -> None:
        self._session = session
        self._redact = redact
        self._inputs: list[Input] = []
        self._began: float | None = None

    def begin(self, at: float) -> None:
        """The walk begins at this moment of the monotonic clock."""
        self._began = at

    def __call__(self, event: Input) -> None:
        """One more input."""
        self._inputs.append(event)

    def lines(self) -> str:
        """The capture as text, one JSON document a line."""
        began = self._began if self._began is not None else (self._inputs[0].at if self._inputs else 0.0)
        head = {"capture": 1, **dataclasses.asdict(self._session), "wall": self._session.wall + began}
        rows = [head, *(self._row(event, began) for event in self._inputs)]
        return "".join(json.dumps(row) + "\n" for row in rows)

    def _row(self, event: Input, began: float) -> dict[str, Any]:
        row: dict[str, Any] = {"at": round(event.at - began, 6), "input": type(event).__name__.lower()}
        for field in dataclasses.fields(event)[1:]:
            value = getattr(event, field.name)
            if isinstance(value, bytes):
                text = _as_text(value)
                if text is None:
                    row[f"{field.name}64"] = base64.b64encode(value).decode()
                else:
                    row[field.name] = self._clean(text)
            else:
                row[field.name] = self._clean(value) if isinstance(value, str) else value
        return row

    def _clean(self, text: str) -> str:
        """Tokens lose their signature; everything between them goes through the redactor."""
        text = _TOKEN64.sub(_REMOVED, text)
        pieces = _TOKEN.split(text)
        return "".join(piece + ".removed" if place % 2 else self._redact(piece) for place, piece in enumerate(pieces))


def replay(lines: Iterable[str], plan: Plan) -> Outcome:
    """Walk a capture again under `plan`, in virtual time: no clock, no network.

    Raises Permanent for what is no capture. Budgets are the plan's own, so a team can try others on last week's walk.
    """
    rows = _rows(lines)
    head = next(rows, None)
    if head is None or head.get("capture") != 1:
        raise Permanent('this is no capture: its first line must be {"capture": 1, ...}')
    session = Session(*(head.get(field.name, field.default) for field in dataclasses.fields(Session)))
    journey = Journey(_trusting(plan), session)
    awaited = _last(journey.start(0.0), None)
    for row in rows:
        event = _with_subprotocol(_input(row), awaited)
        awaited = _catch_up(journey, awaited, event.at)
        if journey.finished:
            break
        awaited = _last(journey.receive(event), awaited)
    while not journey.finished:
        awaited = _last(journey.receive(_nothing_more(awaited)), awaited)
    return journey.outcome()


def _with_subprotocol(event: Input, awaited: Effect | None) -> Input:
    """The capture has no token in it; where the server chose the token's subprotocol, it is the one offered now."""
    if isinstance(event, Connected) and event.subprotocol == _REMOVED and isinstance(awaited, Connect):
        return dataclasses.replace(event, subprotocol=(awaited.subprotocols or (None,))[-1])
    return event


def _catch_up(journey: Journey, awaited: Effect | None, at: float) -> Effect | None:
    """Let every wait end that ends before the next input."""
    while isinstance(awaited, Wait) and awaited.until < at and not journey.finished:
        awaited = _last(journey.receive(Elapsed(awaited.until)), awaited)
    return awaited


def _nothing_more(awaited: Effect | None) -> Input:
    if isinstance(awaited, Wait):
        return Elapsed(awaited.until)
    if isinstance(awaited, Close):
        return Closed(awaited.until, 1006, "the capture ends here")
    return Unreachable(getattr(awaited, "until", 0.0), "timeout")


def _last(effects: Any, before: Effect | None) -> Effect | None:
    return effects[-1] if effects else before


def _trusting(plan: Plan) -> Plan:
    """A capture's tokens have lost their signature, so it cannot be verified again."""
    stages = tuple(
        stage.model_copy(update={"check": stage.check.model_copy(update={"key": None})})
        if isinstance(stage, TokenStage)
        else stage
        for stage in plan.stages
    )
    return dataclasses.replace(plan, stages=stages)


def _rows(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    size = 0
    for number, line in enumerate(lines, 1):
        size += len(line)
        if size > _LONGEST:
            raise Permanent("the capture is larger than 64 MB")
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise Permanent(f"line {number} of the capture is not JSON") from error
        if not isinstance(row, dict):
            raise Permanent(f"line {number} of the capture is not a JSON object")
        yield row


def _input(row: dict[str, Any]) -> Input:
    kind = _INPUTS.get(str(row.get("input")))
    if kind is None:
        raise Permanent(f"{str(row.get('input'))[:40]!r} is no input; known are {', '.join(sorted(_INPUTS))}")
    values: dict[str, Any] = {}
    for field in dataclasses.fields(kind):
        if f"{field.name}64" in row:
            values[field.name] = base64.b64decode(row[f"{field.name}64"])
        elif field.name in row:
            value = row[field.name]
            values[field.name] = value.encode() if kind is Answered and field.name == "body" else value
    try:
        return TypeAdapter(kind).validate_python(values)
    except ValidationError as error:
        raise Permanent(f"an input {row.get('input')!r} is not of its form: {error.errors()[0]['msg']}") from error


def _as_text(value: bytes) -> str | None:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return None
