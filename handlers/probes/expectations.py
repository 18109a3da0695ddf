"""What an answer is held to: pure comparisons, no input or output."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator

from handlers.probes.base import Observation
from handlers.probes.reasons import Reason

_CLASS = re.compile(r"[1-5]xx")


def _statuses(value: object) -> object:
    """A status, a class such as `2xx`, or a list of them, as a tuple of texts."""
    items = value if isinstance(value, list | tuple) else [value]
    for item in items:
        known = isinstance(item, int) and not isinstance(item, bool) and 100 <= item <= 599
        if not known and not _CLASS.fullmatch(str(item)) and not re.fullmatch(r"[1-5]\d\d", str(item)):
            raise ValueError(f"{str(item)[:20]!r} is not an HTTP status; expected for example 200, 2xx or [200, 204]")
    return tuple(str(item) for item in items)


Statuses = Annotated[tuple[str, ...], BeforeValidator(_statuses)]


def status_matches(status: int, expected: tuple[str, ...]) -> bool:
    """Whether `status` is one of `expected`, each a number or a class such as `2xx`."""
    return any(str(status) == item or (item.endswith("xx") and item[0] == str(status)[0]) for item in expected)


def json_difference(expected: Any, seen: Any, path: str = "$") -> str:
    """Where `seen` first falls short of the subset `expected`, in words; empty when it holds.

    Objects may have more members than expected; lists must have the same length; other values must be equal.
    """
    if isinstance(expected, Mapping):
        if not isinstance(seen, Mapping):
            return f"{path} is {_kind(seen)}, expected an object"
        for key, item in expected.items():
            if key not in seen:
                return f"{path}.{key} is missing"
            if difference := json_difference(item, seen[key], f"{path}.{key}"):
                return difference
        return ""
    if isinstance(expected, list | tuple):
        if not isinstance(seen, list) or len(seen) != len(expected):
            return f"{path} is {_kind(seen)}, expected a list of {len(expected)}"
        pairs = (
            json_difference(want, have, f"{path}[{index}]")
            for index, (want, have) in enumerate(zip(expected, seen, strict=True))
        )
        return next(filter(None, pairs), "")
    same = expected == seen and isinstance(expected, bool) == isinstance(seen, bool)
    return "" if same else f"{path} is {_short(seen)}, expected {_short(expected)}"


def too_slow(seconds: float, within: float | None, phases: Mapping[str, float]) -> Observation | None:
    """A `slow` observation when `seconds` is beyond `within`; names the phase that took longest."""
    if within is None or seconds <= within:
        return None
    slowest = max(phases, key=lambda phase: phases[phase], default="")
    where = f", most of it in {slowest}" if slowest else ""
    detail = f"answered rightly, but in {seconds:.2f} s, expected within {within:g} s{where}"
    return Observation.failing(Reason.SLOW, detail, seconds=round(seconds, 3), within=within, slowest=slowest)


def _kind(value: Any) -> str:
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return "an object" if isinstance(value, Mapping) else _short(value)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"
