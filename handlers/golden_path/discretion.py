"""Making what a journey saw fit for a report: no secret in it, nothing too long, nothing that cannot be written."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from handlers.core.redaction import Redactor

_TEXT, _ITEMS, _DEPTH = 2000, 60, 8
_SHOWN = 4000

Redact = Callable[[str], str]


def discreet(redact: Redact, secrets: Iterable[str]) -> Redact:
    """A function that takes this run's own secrets out of a text, then the process's."""
    own = Redactor(secrets)

    def clean(text: str) -> str:
        return redact(own(text.encode("utf-8", "replace").decode()))

    return clean


def presentable(value: Any, clean: Redact, depth: int = 0) -> Any:
    """Any JSON value with every text in it cleaned and capped; what is nested too deeply is left out."""
    if isinstance(value, str):
        return cap(clean(value), _TEXT)
    if isinstance(value, Mapping | list | tuple) and depth >= _DEPTH:
        return "…"
    if isinstance(value, Mapping):
        items = list(value.items())[:_ITEMS]
        return {cap(clean(str(key)), 200): presentable(item, clean, depth + 1) for key, item in items}
    if isinstance(value, list | tuple):
        return [presentable(item, clean, depth + 1) for item in value[:_ITEMS]]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if isinstance(value, int | float | None) else cap(clean(str(value)), _TEXT)


def shown(value: Any) -> str:
    """A presentable value as JSON to be read by a person."""
    return cap(json.dumps(value, indent=2, ensure_ascii=False), _SHOWN)


def cap(text: str, length: int) -> str:
    """The text, cut with an ellipsis past so many characters."""
    return text if len(text) <= length else text[: length - 1] + "…"
