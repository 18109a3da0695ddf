"""One event against everything that is expected of it, in the order in which a problem is most worth naming.

Foreign before all (it is a leak, whatever else is wrong), then the product's own error, an unknown type, a duplicate,
the schema, the order, the clock (events that overtook each other carry times that go backwards, too).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

from handlers.golden_path.failures import Failed, Failure
from handlers.golden_path.identity import Identity
from handlers.golden_path.schema import SchemaSet
from handlers.golden_path.sequence import Sequence
from handlers.golden_path.template import dig, present
from handlers.stack.journey_parts import Expect


@dataclass(slots=True)
class EventCheck:
    """Holds the state of one events stage; `take` is told every message that comes."""

    expect: Expect
    schema: SchemaSet
    identity: Identity
    sequence: Sequence = field(init=False)
    answer_event: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        self.sequence = Sequence(self.expect)

    def take(self, data: str | bytes) -> tuple[str, Mapping[str, Any]]:
        """The type and the content of an event without fault; the type is empty for one that is passed over.

        Raises Failed with the offending event otherwise.
        """
        event = parse_object(data, "event")
        kind = dig(event, self.expect.fields.type)
        text = data if isinstance(data, str) else data.decode("utf-8", "replace")
        if isinstance(kind, str) and kind in self.expect.ignore:
            return "", event
        failure = self._failure(event, kind, text)
        if failure:
            raise Failed(replace(failure, event=event))
        name = str(kind)
        if name not in self.expect.events:
            return "", event
        if self.expect.answer and name == self.expect.answer.event:
            self.answer_event = event
        return name, event

    def _failure(self, event: Mapping[str, Any], kind: Any, text: str) -> Failure | None:
        if not present(kind):
            return Failure("missing-field", "event", f"`{self.expect.fields.type}` missing")
        if not isinstance(kind, str):
            return Failure("wrong-type", "event", f"`{self.expect.fields.type}` is {str(kind)[:60]}, not a string")
        return self.identity.foreign(event, text) or self._unexpected(event, kind) or self._flawed(event, kind)

    def _unexpected(self, event: Mapping[str, Any], kind: str) -> Failure | None:
        if kind in self.expect.events:
            return None
        if kind in self.expect.errors:
            return Failure("error-event", kind, f"the product says: {_server_text(event)}")
        if self.sequence.ended:
            return Failure("text-after-completion", kind, f"came after {self.expect.events[-1]}")
        return (
            None if self.expect.allow_unknown else Failure("unknown-event", kind, "is not one of the expected events")
        )

    def _flawed(self, event: Mapping[str, Any], kind: str) -> Failure | None:
        if kind not in self.expect.events:
            return None
        if self.identity.duplicate(event):
            return Failure("duplicate-event", kind, f"came twice with the same `{self.expect.fields.id}`")
        breach = self.schema.breach(event, kind)
        if breach:
            return Failure(breach.id, kind, breach.what)
        return self.sequence.take(kind, self._tool(event)) or self.identity.clock(event)

    def _tool(self, event: Mapping[str, Any]) -> str:
        for path in (self.expect.fields.call, self.expect.fields.tool):
            value = dig(event, path)
            if present(value):
                return str(value)
        return ""


def parse_object(data: str | bytes, at: str) -> dict[str, Any]:
    """A JSON object; raises Failed `not-json` or `wrong-type`, with what came instead."""
    try:
        value = json.loads(data, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        shown = data if isinstance(data, str) else data.decode("utf-8", "replace")
        raise Failed(Failure("not-json", at, "the message is not JSON", shown[:500])) from error
    if not isinstance(value, dict):
        raise Failed(Failure("wrong-type", at, "the message is not a JSON object", value))
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _server_text(event: Mapping[str, Any]) -> str:
    for path in ("message", "error", "error.message", "detail", "reason", "data.message", "payload.message"):
        value = dig(event, path)
        if isinstance(value, str) and value.strip():
            return value.strip()[:300]
    return "(it gives no text)"
