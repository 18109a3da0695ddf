"""Whose event is it, is it new, and does its clock run forwards? The part of a journey that isolation rests on."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from handlers.golden_path.failures import Failure
from handlers.golden_path.template import dig, present
from handlers.stack.journey_parts import Expect

MARKER = re.compile(r"gp-[0-9a-f]{16}")
_MILLISECONDS_FROM = 1e11  # 1973 in milliseconds, the year 5138 in seconds


@dataclass(slots=True)
class Identity:
    """Remembers one journey's user, thread and run, the event ids it has seen, and its latest time.

    `user`, `thread` and `run` are what is known beforehand (from the token, from what was sent); the first event
    decides where nothing is.
    """

    expect: Expect
    marker: str = ""
    user: str | None = None
    thread: str | None = None
    run: str | None = None
    ids: set[str] = field(default_factory=set)
    last_id: str = ""
    latest: float | None = None

    def foreign(self, event: Mapping[str, Any], text: str) -> Failure | None:
        """Another's marker in the message as it came, or another's user, thread or run id."""
        kind = str(dig(event, self.expect.fields.type))
        for found in MARKER.findall(text) if self.marker else ():
            if found != self.marker:
                return Failure("foreign-event", kind, f"holds the marker {found}, which another session sent")
        fields = self.expect.fields
        for name, failure in (("user", "foreign-event"), ("thread", "foreign-thread"), ("run", "foreign-run")):
            problem = self._mismatch(event, name, getattr(fields, name))
            if problem:
                return Failure(failure, kind, problem)
        return None

    def _mismatch(self, event: Mapping[str, Any], name: str, path: str) -> str:
        value, known = dig(event, path), getattr(self, name)
        if not isinstance(value, str | int) or isinstance(value, bool) or value == "":
            return ""
        if known is None:
            setattr(self, name, str(value))
            return ""
        return "" if str(value) == known else f"`{path}` is {str(value)[:80]!r}, this journey's is {known[:80]!r}"

    def duplicate(self, event: Mapping[str, Any]) -> bool:
        """Whether an event of the same id was seen before; it is remembered."""
        value = dig(event, self.expect.fields.id)
        if not isinstance(value, str | int) or isinstance(value, bool):
            return False
        again = str(value) in self.ids
        self.ids.add(str(value))
        self.last_id = str(value)
        return again

    def clock(self, event: Mapping[str, Any]) -> Failure | None:
        """The event's own time must be one, and must not be before that of the event before it."""
        path = self.expect.fields.time
        value = dig(event, path)
        if not present(value):
            return None
        kind, moment = str(dig(event, self.expect.fields.type)), parse_time(value)
        if moment is None:
            return Failure("wrong-type", kind, f"`{path}` is {str(value)[:60]!r}, which is no time")
        back = (self.latest - moment) if self.latest is not None else 0.0
        if back > self.expect.clock_tolerance:
            return Failure("clock-backwards", kind, f"`{path}` is {back:.3f} s before the event before it")
        self.latest = max(moment, self.latest or moment)
        return None


def parse_time(value: Any) -> float | None:
    """Unix seconds from ISO 8601 text (UTC when it names no zone) or from a number of seconds or milliseconds."""
    if isinstance(value, bool):
        return None
    try:
        if isinstance(value, int | float):
            seconds = value / 1000 if abs(value) >= _MILLISECONDS_FROM else float(value)
            return seconds if math.isfinite(seconds) else None
        moment = datetime.fromisoformat(str(value))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
