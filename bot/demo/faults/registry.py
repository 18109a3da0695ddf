"""Every fault, by name, in the order in which several are to be injected."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from bot.demo.faults import databases, journey, product, redis
from bot.demo.faults.base import Fault
from handlers.core.errors import Usage

OF_SERVICES = (*databases.FAULTS, *redis.FAULTS, *product.FAULTS)
"""What a diagnosis finds."""
OF_THE_JOURNEY = journey.FAULTS
"""What only walking the golden path finds."""
FAULTS: dict[str, Fault] = {fault.name: fault for fault in (*OF_THE_JOURNEY, *OF_SERVICES)}


_SECRET = frozenset({"jwt-mismatch", "setting-damaged", "missing-setting"})
EXCLUSIVE = (
    (_SECRET, _SECRET, "each gives one and the same variable, JWT_SECRET of the backend, a state of its own"),
    (
        frozenset({"backend-not-answering"}),
        frozenset({"missing-setting", "backend-crash-at-start", "crash-loop", "memory-limit", "backend-down"}),
        "a process that does not run cannot hang",
    ),
    (
        frozenset({"postgres-down"}),
        frozenset({"slow-database", "too-many-connections"}),
        "a stopped server has no connections and gives no answers, late or not",
    ),
    (
        frozenset({"redis-down"}),
        frozenset({"redis-out-of-memory", "redis-read-only", "redis-cannot-persist", "redis-auth", "queue-backlog"}),
        "that is a state of the running Valkey, and ends with its process",
    ),
)
"""Which faults exclude each other, and why: the second would undo the first, so that no pair would be there to find."""


def conflict(name: str, others: Iterable[str]) -> str:
    """Why this fault cannot be in place beside one of the others; empty when it can."""
    for other in others:
        for these, those, reason in EXCLUSIVE:
            if name != other and ((name in these and other in those) or (name in those and other in these)):
                return f"{name} and {other} cannot both be in place: {reason}"
    return ""


def find(name: str) -> Fault:
    """The fault of that name; Usage with the nearest name when there is none."""
    if name in FAULTS:
        return FAULTS[name]
    near = difflib.get_close_matches(name, FAULTS, 1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(FAULTS)}"
    raise Usage(f"no fault {name!r}; {hint}")
