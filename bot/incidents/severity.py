"""How grave a failure is: by what its environment is worth, and by whom it reaches."""

from __future__ import annotations

from collections.abc import Iterable

from bot.incidents.model import Severity
from bot.incidents.rules import JOURNEY, Rules


def severity_of(rules: Rules, services: Iterable[str]) -> Severity:
    """From P3 upwards, one step for each that holds.

    Something is at risk (the environment's `impact`); it is protected; what people use is hit: a service that no other
    needs, or the golden path, fails or cannot do without what fails. `services`: what fails now.
    """
    failing = set(services)
    steps = (bool(rules.impact), rules.protected, _reaches_people(rules, failing))
    return Severity(sum(steps))


def _reaches_people(rules: Rules, failing: set[str]) -> bool:
    if JOURNEY in failing:
        return True
    seen = set(failing)
    for name in (queue := list(failing)):
        if name in rules.fronts:
            return True
        for above in rules.above.get(name, ()):
            if above not in seen:
                seen.add(above)
                queue.append(above)
    return False
