"""Many sessions at once: what they found together, and at how many at once it starts to fail."""

from __future__ import annotations

import asyncio
import math
import resource
import secrets
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from handlers.core.errors import Permanent
from handlers.core.ports import Clock
from handlers.golden_path.isolation import isolated
from handlers.golden_path.journey import Journey
from handlers.golden_path.outcome import Outcome
from handlers.golden_path.shell import Shell
from handlers.golden_path.walk import Plan, Session
from handlers.probes.base import Tools

OnDone = Callable[[Outcome], Awaitable[None]]
_SOCKETS_EACH = 2  # a login connection may still be open beside the WebSocket
_SPARE = 128
_FINE_ENOUGH = 1.25  # the search ends when the failing level is less than a quarter above the passing one


@dataclass(frozen=True, slots=True)
class Level:
    """So many sessions at once, and how many of them passed."""

    sessions: int
    passed: int

    @property
    def held(self) -> bool:
        """Every one passed."""
        return self.passed == self.sessions


def new_session(number: int, clock: Clock) -> Session:
    """A session with a marker nobody else has."""
    wall = clock.now().timestamp() - clock.monotonic()
    return Session(number, f"gp-{secrets.token_hex(8)}", str(uuid.uuid4()), wall)


async def walk_together(plan: Plan, count: int, tools: Tools, on_done: OnDone | None = None) -> tuple[Outcome, ...]:
    """`count` sessions at once, each walked to its end, judged for isolation across all of them.

    `on_done` is told each outcome as it comes, before that judgement.

    Raises Permanent when this machine may not open as many connections.
    """
    allow_connections(count)

    async def one(number: int) -> Outcome:
        outcome = await Shell(tools).walk(Journey(plan, new_session(number, tools.clock)))
        if on_done:
            await on_done(outcome)
        return outcome

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(number)) for number in range(1, count + 1)]
    return isolated([task.result() for task in tasks])


def allow_connections(count: int) -> None:
    """Raise this process's limit of open files as far as `count` sessions need; Permanent when it may not be."""
    needed = count * _SOCKETS_EACH + _SPARE
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < needed:
        if hard != resource.RLIM_INFINITY and hard < needed:
            raise Permanent(f"{count} sessions need {needed} open files, this machine allows {hard} (ulimit -n)")
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))


def next_level(levels: Sequence[Level]) -> int | None:
    """How many sessions to try next in the search for the load at which it starts to fail; None when it is found.

    Bisects geometrically between the highest level that held and the lowest that did not, one session first.
    """
    failing = min((level.sessions for level in levels if not level.held), default=None)
    if failing is None or failing == 1:
        return None
    holding = max((level.sessions for level in levels if level.held and level.sessions < failing), default=0)
    if holding == 0:
        return 1
    middle = max(math.isqrt(holding * failing), holding + 1)
    return middle if middle < failing and failing > _FINE_ENOUGH * holding else None


def most_telling(outcomes: Sequence[Outcome]) -> Outcome:
    """The outcome to show: a leak first, then the first of the most frequent failure; the median when none failed."""
    failed = [outcome for outcome in outcomes if outcome.failure]
    if not failed:
        return sorted(outcomes, key=lambda outcome: outcome.total)[(len(outcomes) - 1) // 2]
    counts = failures_by_id(outcomes)
    return min(failed, key=lambda outcome: (not _leaked(outcome), -counts[_id(outcome)], outcome.session))


def failures_by_id(outcomes: Sequence[Outcome]) -> Mapping[str, int]:
    """How many sessions failed with each id, most first."""
    return dict(Counter(_id(outcome) for outcome in outcomes if outcome.failure).most_common())


def _id(outcome: Outcome) -> str:
    return outcome.failure.id if outcome.failure else ""


def _leaked(outcome: Outcome) -> bool:
    return _id(outcome).startswith("foreign-")
