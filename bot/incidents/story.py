"""A recorded story: JSON lines, one result each, read with every mistake named by its line."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.incidents.model import Result
from bot.incidents.rules import JOURNEY, TESTS
from handlers.core.errors import Usage
from handlers.core.names import nearest
from handlers.core.ports import Health
from handlers.stack.environment import Stack

_LATEST = 10**11  # seconds since 1970, the year 5138; more is likely milliseconds
_LONGEST = 366 * 86400
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One result: when (seconds), where, and what."""

    at: float
    environment: str
    result: Result


class _Wrong(Exception):
    """What is wrong with one line, in words."""


def read_story(lines: Iterable[bytes], stack: Stack, name: str) -> list[Line]:
    """The story in the order of time. `name`: the file's, for messages.

    Raises Usage with `file:line` and what was expected, for the first ten lines that cannot be used.
    """
    story: list[Line] = []
    wrong: list[str] = []
    for number, raw in enumerate(lines, start=1):
        try:
            if raw.strip():
                story.append(_line(raw, stack))
        except _Wrong as problem:
            wrong.append(f"{name}:{number}: {problem}")
    if wrong:
        more = [f"... and {len(wrong) - _SHOWN} more"] if len(wrong) > _SHOWN else []
        raise Usage("\n".join(wrong[:_SHOWN] + more))
    story.sort(key=lambda line: line.at)
    if story and story[-1].at - story[0].at > _LONGEST:
        raise Usage(f"{name}: this story is longer than a year, expected `at` in seconds of one time")
    return story


def story_line(line: Line) -> str:
    """One line of a story, which `read_story` reads as an equal one."""
    result = line.result
    data = {"at": line.at, "environment": line.environment, "service": result.service, "status": result.status.value}
    return json.dumps({**data, "detail": result.detail}, ensure_ascii=False)


def _line(raw: bytes, stack: Stack) -> Line:
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        raise _Wrong("this is not JSON, expected one object on each line") from None
    if not isinstance(data, dict):
        raise _Wrong("this is not a JSON object, expected at, environment, service, status, detail")
    at = _time(data)
    environment = _named(data, "environment", stack.environments)
    services = (*stack.environments[environment].services, JOURNEY, TESTS)
    service = _named(data, "service", services)
    status = Health(_named(data, "status", tuple(Health)))
    detail = data.get("detail")
    if not isinstance(detail, str | None):
        raise _Wrong("`detail` is not a text")
    return Line(at, environment, Result(service, status, detail or ""))


def _time(data: Mapping[str, Any]) -> float:
    at = data.get("at")
    if isinstance(at, bool) or not isinstance(at, int | float):
        raise _Wrong("`at` is missing or not a number, expected seconds")
    if not 0 <= at < _LATEST or not math.isfinite(at):
        raise _Wrong(f"`at` is {str(at)[:30]}, expected seconds from 0 up, not milliseconds")
    return float(at)


def _named(data: Mapping[str, Any], key: str, valid: Iterable[str]) -> str:
    value, names = data.get(key), tuple(map(str, valid))
    if not isinstance(value, str):
        raise _Wrong(f"`{key}` is missing or not a text, expected {_listed(names)}")
    if value not in names:
        near = nearest(value, names)
        raise _Wrong(f"there is no {key} {value[:60]!r}, " + (f"did you mean {near!r}?" if near else _listed(names)))
    return value


def _listed(names: tuple[str, ...]) -> str:
    return "one of " + ", ".join(names[:10]) + (" ..." if len(names) > 10 else "")
