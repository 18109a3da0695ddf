"""The part of Logging's filter language that gcloud and the bot use: comparisons joined by AND. Pure.

https://cloud.google.com/logging/docs/view/logging-query-language
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.demo.control_plane.errors import Refused

SEVERITIES = ("DEFAULT", "DEBUG", "INFO", "NOTICE", "WARNING", "ERROR", "CRITICAL", "ALERT", "EMERGENCY")
_COMPARISON = re.compile(r'([\w./"-]+)\s*(>=|<=|!=|>|<|=~|=|:)\s*("(?:[^"\\]|\\.)*"|[^\s"()]+)')
_ORDERED: dict[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt, "=": operator.eq, "!=": operator.ne,
}  # fmt: skip

Entry = Mapping[str, Any]


def parse(text: str) -> Callable[[Entry], bool]:
    """Whether an entry matches; Refused (400) for what is beyond this part of the language."""
    conditions = [_condition(part) for part in re.split(r"\s+AND\s+", text.strip()) if part.strip()]
    return lambda entry: all(condition(entry) for condition in conditions)


def _condition(text: str) -> Callable[[Entry], bool]:
    match = _COMPARISON.fullmatch(text.strip().removeprefix("(").removesuffix(")").strip())
    if not match:
        raise Refused(400, f"Unparseable filter: {text.strip()[:80]!r}")
    path, sign, value = match[1], match[2], match[3]
    if value.startswith('"'):
        value = re.sub(r"\\(.)", r"\1", value[1:-1])
    return lambda entry: _holds(_at(entry, path), sign, value)


def _at(entry: Entry, path: str) -> Any:
    found: Any = entry
    for name in path.replace('"', "").split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _holds(found: Any, sign: str, value: str) -> bool:
    if found is None:
        return sign == "!="
    text = str(found)
    if sign == ":":
        return value.lower() in text.lower()
    if sign == "=~":
        return re.search(value, text) is not None
    compare = _ORDERED[sign]
    if value in SEVERITIES and text in SEVERITIES:
        return compare(SEVERITIES.index(text), SEVERITIES.index(value))
    try:
        return compare(datetime.fromisoformat(text), datetime.fromisoformat(value))
    except (ValueError, TypeError):
        return compare(text, value)
