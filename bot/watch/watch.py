"""The machine of bot/incidents over its disk and the clock. Every replica may have one; the disk decides."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping

from bot.incidents import machine
from bot.incidents.draft import Step
from bot.incidents.events import Event, Tick
from bot.incidents.model import Confirm, State
from bot.incidents.rules import Rules
from bot.pulse import silently
from bot.store.watches import WatchStore
from handlers.core.ports import Clock
from handlers.stack.environment import Environment, Stack

log = logging.getLogger(__name__)

_GLANCE = 2.0  # seconds between looks at what other replicas did
_GONE = Environment(services={})


class Watch:
    """What happens goes in here, one event at a time and environment; what is to be said waits in the outbox.

    `confirms`: wishes to measure a service again soon, for the clock. They are not on disk: the next check would do the
    same, only later.
    """

    def __init__(self, stack: Callable[[], Stack], store: WatchStore, clock: Clock) -> None:
        self.confirms: asyncio.Queue[Confirm] = asyncio.Queue()
        self._stack = stack
        self._store = store
        self._clock = clock
        self._rules: dict[str, tuple[Environment, Rules]] = {}
        self._due: dict[str, tuple[int, Rules, float | None]] = {}
        self._count = 0
        self._changed = asyncio.Event()

    @property
    def stack(self) -> Stack:
        """The stack file as it is at present."""
        return self._stack()

    async def happen(self, environment: str, event: Event) -> Step:
        """Take one event. It is on disk when this returns, and what it put into the outbox will be said.

        Raises Usage when a person names an incident or a silence that there is not.
        """
        rules = self.rules(environment)
        made = await self._store.change(
            environment, self._now(), lambda state, now: machine.step(state, event, now, rules)
        )
        for confirm in made.confirms:
            self.confirms.put_nowait(confirm)
        if not isinstance(event, Tick) or made.said:
            self._count += 1
            self._changed.set()
            self._changed = asyncio.Event()
        return made

    async def state(self, environment: str) -> State:
        """The watch of one environment as it stands on disk."""
        return await self._store.get(environment)

    async def versions(self) -> Mapping[str, int]:
        """Environment -> how often its watch was changed; without those that nothing was ever seen of."""
        return await self._store.versions()

    async def environments(self) -> tuple[str, ...]:
        """Those that stack.yaml has, and those it had while something was watched there."""
        return tuple(dict.fromkeys((*self._stack().environments, *await self._store.versions())))

    def rules(self, environment: str) -> Rules:
        """What the machine goes by. An environment that stack.yaml no longer has is empty, so that all of it ends."""
        present = self._stack().environments.get(environment, _GONE)
        kept = self._rules.get(environment)
        if kept is None or kept[0] is not present:
            kept = self._rules[environment] = (present, Rules.of(environment, present))
        return kept[1]

    async def changed(self, seen: int, timeout: float) -> int:  # noqa: ASYNC109 - the timeout is an answer, not a failure
        """Wait until something happened in this process since `seen`, or for `timeout` seconds; what to wait for next.

        What other replicas did is on disk without a word in here: look there after each time-out.
        """
        if self._count == seen:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(timeout):  # wait_for of Python 3.11 may swallow a cancellation
                    await self._changed.wait()
        return self._count

    async def run(self, beat: Callable[[], None] = silently) -> None:
        """Do what time alone brings about, when it is due, until cancelled. Any number of replicas may do this.

        `beat` is called after each round that was made, every few seconds.
        """
        seen = self._count
        while True:
            try:
                wait = await self._do_what_is_due()
                beat()
            except Exception:  # the database is away, or a defect: neither may end the watch
                log.exception("the watch could not go on; it will be tried again")
                wait = _GLANCE
            seen = await self.changed(seen, min(wait, _GLANCE))

    async def _do_what_is_due(self) -> float:
        """Tick every environment whose time has come; the seconds until the next."""
        versions = await self._store.versions()
        for environment, version in versions.items():
            due = self._due.get(environment)
            if (
                due is None
                or due[0] != version
                or due[1] is not self.rules(environment)
                or _is_past(due[2], self._now())
            ):
                # What falls due, or another stack file that comes, while this tick is written down is not done by it.
                now, rules = self._now(), self.rules(environment)
                await self.happen(environment, Tick())
                await self._look_ahead(environment, now, rules)
        waits = [due[2] - self._now() for name, due in self._due.items() if name in versions and due[2] is not None]
        return max(0.0, min(waits, default=_GLANCE))

    async def _look_ahead(self, environment: str, now: float, rules: Rules) -> None:
        version = (await self._store.versions()).get(environment, 0)
        due = machine.next_due(await self._store.get(environment), now, rules)
        self._due[environment] = (version, rules, due)

    def _now(self) -> float:
        return self._clock.now().timestamp()


def _is_past(due: float | None, now: float) -> bool:
    return due is not None and due <= now
