"""Every fault, by name, in the order in which several are to be injected."""

from __future__ import annotations

import difflib

from bot.demo.faults import databases, journey, product, redis
from bot.demo.faults.base import Fault
from handlers.core.errors import Usage

OF_SERVICES = (*databases.FAULTS, *redis.FAULTS, *product.FAULTS)
"""What a diagnosis finds."""
OF_THE_JOURNEY = journey.FAULTS
"""What only walking the golden path finds."""
FAULTS: dict[str, Fault] = {fault.name: fault for fault in (*OF_THE_JOURNEY, *OF_SERVICES)}


def find(name: str) -> Fault:
    """The fault of that name; Usage with the nearest name when there is none."""
    if name in FAULTS:
        return FAULTS[name]
    near = difflib.get_close_matches(name, FAULTS, 1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(FAULTS)}"
    raise Usage(f"no fault {name!r}; {hint}")
