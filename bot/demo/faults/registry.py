"""Every fault, by name, in the order in which several are to be injected."""

from __future__ import annotations

import difflib

from bot.demo.faults import databases, product, redis
from bot.demo.faults.base import Fault
from handlers.core.errors import Usage

FAULTS: dict[str, Fault] = {fault.name: fault for fault in (*databases.FAULTS, *redis.FAULTS, *product.FAULTS)}


def find(name: str) -> Fault:
    """The fault of that name; Usage with the nearest name when there is none."""
    if name in FAULTS:
        return FAULTS[name]
    near = difflib.get_close_matches(name, FAULTS, 1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(FAULTS)}"
    raise Usage(f"no fault {name!r}; {hint}")
