"""Made-up days of check results with known truth: faults with lagging symptoms, blips, flapping, blind spots."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.incidents.model import Result
from bot.incidents.rules import Rules
from bot.incidents.story import Line
from handlers.core.ports import Health
from handlers.stack.environment import Stack

ROUND = 60.0  # seconds between two checks of everything
FAIL_AFTER, RECOVER_AFTER = 3, 2
ENVIRONMENT = "staging"
NEEDS = {
    "vpc": [],
    "postgres": ["vpc"],
    "redis": ["vpc"],
    "clickhouse": [],
    "auth": ["postgres", "redis"],
    "backend": ["postgres", "redis", "clickhouse", "auth"],
    "gateway": ["backend"],
    "websocket": ["backend", "auth"],
}
STACK = Stack.model_validate(
    {
        "version": 1,
        "environments": {
            ENVIRONMENT: {
                "impact": "chat",
                "services": {name: {"depends_on": needs} for name, needs in NEEDS.items()},
                "schedule": [
                    {"check": "diagnose", "every": ROUND, "fail_after": FAIL_AFTER, "recover_after": RECOVER_AFTER}
                ],
            }
        },
    }
)
RULES = Rules.of(ENVIRONMENT, STACK.environments[ENVIRONMENT])


@dataclass(frozen=True, slots=True)
class Fault:
    """What really happened: `root` was broken in the rounds from `first` up to `last`."""

    root: str
    first: int
    last: int
    flapping: bool = False


@dataclass(slots=True)
class Story:
    """Its rounds (service -> what was seen), and the truth."""

    rounds: list[dict[str, Health]]
    faults: list[Fault] = field(default_factory=list)

    def lines(self) -> Iterator[Line]:
        """As `medic replay` reads it."""
        for number, seen in enumerate(self.rounds):
            for name, health in seen.items():
                yield Line(number * ROUND, ENVIRONMENT, Result(name, health, "503"))


def above(service: str) -> list[str]:
    """Everything that cannot do without a service, nearest first."""
    found = [service]
    for name in found:
        found += [other for other in RULES.above[name] if other not in found]
    return found[1:]


def day(seed: int, hours: int = 24) -> Story:
    """One day: a fault every two hours or so, sometimes two at once; a blip every ten minutes; 1 % could not look."""
    rng = random.Random(seed)
    length = int(hours * 3600 / ROUND)
    story = Story([dict.fromkeys(NEEDS, Health.OK) for _ in range(length)])
    for name, seen in _each(story.rounds):
        if rng.random() < 0.01:
            seen[name] = Health.UNKNOWN
    start = rng.randrange(10, 60)
    while start < length - 120:
        _break(story, rng, start)
        if rng.random() < 0.2:
            _break(story, rng, start + rng.randrange(0, 10))
        start += rng.randrange(80, 200)
    for _ in range(length // 10):
        _blip(story, rng)
    return story


def _blip(story: Story, rng: random.Random) -> None:
    """Fewer failures in a row than make a fault, with health on both sides."""
    first, name = rng.randrange(FAIL_AFTER, len(story.rounds) - 2 * FAIL_AFTER), rng.choice(list(NEEDS))
    around = story.rounds[first - FAIL_AFTER : first + 2 * FAIL_AFTER]
    if all(seen[name] is Health.OK for seen in around):
        for seen in story.rounds[first : first + rng.randrange(1, FAIL_AFTER)]:
            seen[name] = Health.FAILING


def _each(rounds: Iterable[dict[str, Health]]) -> Iterator[tuple[str, dict[str, Health]]]:
    for seen in rounds:
        for name in NEEDS:
            yield name, seen


def _break(story: Story, rng: random.Random, first: int) -> None:
    """One fault; what needs the broken service fails up to a round later and heals up to three rounds later."""
    root = rng.choice(list(NEEDS))
    taken = [root, *above(root)]
    if any(fault.last >= first and {fault.root, *above(fault.root)} & set(taken) for fault in story.faults):
        return
    fault = Fault(root, first, first + rng.randrange(FAIL_AFTER + 2, 45), flapping=rng.random() < 0.15)
    story.faults.append(fault)
    for name in taken:
        early, late = (0, 0) if name == root else (rng.randrange(2), rng.randrange(4))
        for number in range(fault.first + early, fault.last + late):
            is_up = fault.flapping and (number - fault.first) % 6 > 3
            story.rounds[number][name] = Health.OK if is_up else Health.FAILING
