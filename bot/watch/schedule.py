"""The schedule as people meet it: what comes next, what is paused, and by whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.dispatch import nearest
from bot.store.pauses import EVERY_CHECK, Pause, PauseStore
from bot.watch.agenda import CheckKey, Entry, agenda
from handlers.core.errors import Usage
from handlers.core.ports import Clock
from handlers.stack.environment import Stack


@dataclass(frozen=True, slots=True)
class Upcoming:
    """One check of an environment and when it is due next (aware, None: never). `paused`: by whom and since when."""

    environment: str
    check: str
    at: datetime | None
    paused: Pause | None = None


class Schedule:
    """Pausing and resuming is on disk when it returns; every replica obeys from its next tick on."""

    def __init__(self, stack: Callable[[], Stack], pauses: PauseStore, clock: Clock) -> None:
        self._stack = stack
        self._pauses = pauses
        self._clock = clock
        self._made: tuple[Stack, Mapping[CheckKey, Entry]] | None = None

    def entries(self) -> Mapping[CheckKey, Entry]:
        """Every check there is; the same object as long as stack.yaml is the same."""
        stack = self._stack()
        if self._made is None or self._made[0] is not stack:
            self._made = (stack, {entry.key: entry for entry in agenda(stack, self._clock.now())})
        return self._made[1]

    async def pause(self, environment: str, check: str | None, by: str) -> bool:
        """Stop one check, or (None) all of the environment's, until somebody resumes it. False when it stood already.

        Raises Usage for a check or an environment that is not in the schedule.
        """
        self._check(environment, check)
        return await self._pauses.pause(environment, check or EVERY_CHECK, by)

    async def resume(self, environment: str, check: str | None) -> bool:
        """Take the pause back; False when there was none. Resuming all (None) ends the pauses of single checks too."""
        if check is not None:
            return await self._pauses.resume(environment, check)
        ours = [pause for pause in await self._pauses.all() if pause.environment == environment]
        return any([await self._pauses.resume(environment, pause.check) for pause in ours])

    async def paused(self) -> tuple[Pause, ...]:
        """All that stands still, oldest first."""
        return await self._pauses.all()

    async def next_ticks(self, environment: str) -> tuple[Upcoming, ...]:
        """When each check of the environment is due next, soonest first; what is paused stands at the end."""
        now, pauses = self._clock.now(), await self._pauses.all()
        soonest: dict[str, datetime | None] = {}
        for key, entry in self.entries().items():
            if key.environment == environment:
                found = [at for at in (soonest.get(key.check), *entry.next(now)) if at is not None]
                soonest[key.check] = min(found, default=None)
        upcoming = [
            Upcoming(environment, check, at, next((p for p in pauses if p.covers(environment, check)), None))
            for check, at in soonest.items()
        ]
        return tuple(sorted(upcoming, key=lambda one: (one.paused is not None, one.at is None, one.at or now)))

    def _check(self, environment: str, check: str | None) -> None:
        environments = self._stack().environments
        if environment not in environments:
            raise Usage(f"there is no environment `{environment[:60]}`; {nearest(environment, tuple(environments))}")
        checks = tuple(dict.fromkeys(entry.check for entry in environments[environment].schedule))
        if not checks:
            raise Usage(f"{environment} has no schedule")
        if check is not None and check not in checks:
            raise Usage(f"`{check[:60]}` is not scheduled in {environment}; {nearest(check, checks)}")
