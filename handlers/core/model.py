"""The base of everything that is read from stack.yaml, and the small types its fields are made of."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


class Model(BaseModel):
    """Frozen, and strict about unknown keys: a typing mistake in a file is an error, never a silent default."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, protected_namespaces=())


def parse_duration(value: object) -> float:
    """Seconds from `250ms`, `5s`, `10m`, `2h`, `7d` or a plain number of seconds; ValueError for anything else."""
    if isinstance(value, bool):
        raise ValueError("expected a duration such as 5s")
    if isinstance(value, int | float):
        seconds = float(value)
    else:
        match = _DURATION.fullmatch(str(value).strip())
        if not match:
            raise ValueError(f"{str(value)[:40]!r} is not a duration; write for example 250ms, 5s, 10m, 2h or 7d")
        seconds = float(match[1]) * _SECONDS[match[2]]
    if not 0 < seconds < 366 * 86400:
        raise ValueError("a duration must be more than 0 and less than a year")
    return seconds


Seconds = Annotated[float, BeforeValidator(parse_duration)]
