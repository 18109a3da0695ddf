"""What a service's own health check says of what it needs: the failing checks named in the body of its answer. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

_BAD_WORDS = (
    "fail",
    "error",
    "down",
    "unhealthy",
    "unreachable",
    "unavailable",
    "refused",
    "timeout",
    "critical",
    "dead",
)
_GOOD_KEYS = ("ok", "healthy", "up", "alive", "available", "connected", "success", "passed", "pass")
_STATE_KEYS = ("status", "state", "health", "result")
_TEXT_KEYS = ("error", "message", "reason", "detail", "details", "output", "exception", "last_error")
_OWN_KEYS = frozenset({*_GOOD_KEYS, *_STATE_KEYS, *_TEXT_KEYS})  # they tell of the check they stand in
_DEPTH = 4
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]')


class FailingCheck(NamedTuple):
    """A check by the name the service gives it, and what it says of the failure (may be empty)."""

    name: str
    text: str


def failing_checks(body: object) -> list[FailingCheck]:
    """The failing checks in a JSON body, in its order; empty for any other body.

    Understands the shapes in use: Spring's components, .NET's entries, terminus' info/error/details, health+json, and
    plain `{"redis": "down"}` or `{"checks": {"redis": {"ok": false, "error": "..."}}}`.
    """
    if not isinstance(body, str) or "{" not in body[:200]:
        return []
    found = {check.name: check for check in _walk(_parse(body), _DEPTH)}
    return list(found.values())


def _parse(body: str) -> Any:
    """The JSON of a body; of one that was cut off, as much as is whole."""
    try:
        return json.loads(body)
    except ValueError:
        pass
    end, closers = _last_whole(body)
    try:
        return json.loads(body[:end] + closers) if end else None
    except ValueError:
        return None


def _last_whole(body: str) -> tuple[int, str]:
    """Where the last complete object or list ends, and the brackets that are open there."""
    stack: list[str] = []
    best = (0, "")
    for match in _TOKEN.finditer(body):
        bracket = match[0]
        if bracket in "{[":
            stack.append("}" if bracket == "{" else "]")
        elif bracket in "}]" and stack:
            stack.pop()
            best = (match.end(), "".join(reversed(stack)))
    return best


def _walk(value: Any, depth: int) -> Iterator[FailingCheck]:
    if not isinstance(value, Mapping) or not depth:
        return
    for key, inner in value.items():
        name = str(key)
        if name.lower() in _OWN_KEYS and not isinstance(inner, Mapping):
            continue
        if isinstance(inner, Mapping):
            below = list(_walk(inner, depth - 1))
            if not below and _is_bad(inner):
                yield FailingCheck(name, _text(inner))
            yield from below
        elif isinstance(inner, list):
            yield from _listed(name, inner)
        elif _is_bad_word(inner):
            yield FailingCheck(name, str(inner) if isinstance(inner, str) else "")


def _listed(name: str, items: list[Any]) -> Iterator[FailingCheck]:
    """health+json gives a list of measurements per check; others a list of checks, each with its name."""
    for item in items:
        if isinstance(item, Mapping) and _is_bad(item):
            yield FailingCheck(str(item.get("name") or item.get("componentName") or name), _text(item))


def _is_bad(check: Mapping[str, Any]) -> bool:
    lowered = {str(key).lower(): value for key, value in check.items()}
    if any(lowered.get(key) is False for key in _GOOD_KEYS):
        return True
    states = [lowered[key] for key in _STATE_KEYS if key in lowered]
    if states:
        return any(_is_bad_word(state) for state in states)
    return any(lowered.get(key) for key in ("error", "exception"))


def _is_bad_word(value: Any) -> bool:
    return value is False or (isinstance(value, str) and any(word in value.lower()[:80] for word in _BAD_WORDS))


def _text(check: Mapping[str, Any]) -> str:
    for key, value in check.items():
        if str(key).lower() in _TEXT_KEYS and value:
            return value if isinstance(value, str) else json.dumps(value)
    return ""
