"""Decide -> claim -> post -> record. One replica speaks at a time; what it leaves unfinished, the next one ends."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from bot.incidents.events import Claimed, Sent, Unsent
from bot.incidents.model import Kind, Message, State
from bot.incidents.outbox import rank, sendable
from bot.incidents.rules import Rules
from bot.pulse import silently
from bot.watch.fallback import Fallback
from bot.watch.lanes import PATIENT, Lane, Patience
from bot.watch.tenure import Tenure
from bot.watch.watch import Watch
from handlers.core.errors import Ambiguous, Failure
from handlers.stack.environment import Environment

log = logging.getLogger(__name__)

_GLANCE = 1.0  # seconds between looks at what other replicas put into the outbox
_LISTENS = 5.0  # seconds between beats while another replica speaks
_FAREWELL = 5.0  # seconds that posts on their way get to arrive, so that nobody need look for them
_NOWHERE = Environment(services={})


@dataclass(frozen=True, slots=True)
class Order:
    """One message to be said, with all that is known where it is said.

    `look`: an earlier try may have arrived, so look before posting. `ready` is called at the last moment before
    something is sent, and may raise.
    """

    message: Message
    channel: str
    environment: Environment
    rules: Rules
    state: State
    look: bool
    ready: Callable[[], None]


class Voice(Protocol):
    """Where it is said."""

    async def say(self, order: Order) -> None:
        """Say it once, however often it is called for the same message.

        Raises Temporary (Ambiguous when it may have been said after all) or Permanent when it cannot be said there.
        """


def _uncounted(_: str) -> None:
    """A result that nobody counts."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How it is said: the `patience` with channels that fail, and who counts the results of tries: `said`, `failed`."""

    patience: Patience = PATIENT
    count: Callable[[str], None] = _uncounted


class _Waiting(NamedTuple):
    environment: str
    message: Message

    @property
    def name(self) -> tuple[str, str]:
        return self.environment, self.message.key


class Speaker:
    """Takes what waits in the outboxes of all environments, the most important first, and says it once.

    `said`: how many messages were said, by kind, and how many tries failed, under `failed`; `fallback` counts its own.
    """

    def __init__(self, watch: Watch, voice: Voice, fallback: Fallback, tenure: Tenure, manner: Manner) -> None:
        self.said: Counter[str] = Counter()
        self._watch, self._voice = watch, voice
        self._tenure, self.fallback, self._clock = tenure, fallback, tenure.clock
        self._lanes: defaultdict[tuple[str, bool], Lane] = defaultdict(lambda: Lane(manner.patience))
        self._busy: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._known: dict[str, tuple[int, State]] = {}
        self._ended = asyncio.Event()
        self._count = manner.count

    async def run(self, beat: Callable[[], None] = silently) -> None:
        """Speak whenever this replica holds the lease, until cancelled; `beat` after every round, speaking or not."""
        keeping = asyncio.create_task(self._tenure.keep())
        telling = asyncio.create_task(self.fallback.run(self._tenure))
        seen = 0
        try:
            while True:
                beat()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_LISTENS):
                        await self._tenure.gained()
                if self._tenure.safe:
                    wait = await self._round_or_wait()
                    seen = await self._changed(seen, min(wait, _GLANCE))
        finally:
            if self._busy:
                await asyncio.wait(self._busy.values(), timeout=_FAREWELL)
            for task in (telling, *self._busy.values(), keeping):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    async def _changed(self, seen: int, wait: float) -> int:
        """Wait until the watch changes, a try ends, or the time is over."""
        watching = asyncio.create_task(self._watch.changed(seen, wait))
        ending = asyncio.create_task(self._ended.wait())
        try:
            await asyncio.wait((watching, ending), return_when=asyncio.FIRST_COMPLETED)
        finally:
            ending.cancel()
            watching.cancel()
        self._ended.clear()
        return watching.result() if watching.done() and not watching.cancelled() else seen

    async def _round_or_wait(self) -> float:
        try:
            return await self._round()
        except Exception:  # the database is away, or a defect: neither may silence the bot for good
            log.exception("the speaker could not go on; it will be tried again")
            return _GLANCE

    async def _round(self) -> float:
        """Begin to say all that may be said now; the seconds until more may be."""
        states = await self._read()
        wait = _GLANCE
        for waiting in sorted(self._waiting(states), key=lambda one: rank(one.message)):
            lane = self._lane(waiting)
            opens_in = lane.opens_in(self._clock.monotonic())
            if opens_in == 0.0:
                lane.enter()
                self._busy[waiting.name] = asyncio.create_task(self._try(waiting, lane))
            elif opens_in is not None:
                wait = min(wait, opens_in)
        await self._fall_back(states)
        return wait

    async def _read(self) -> dict[str, State]:
        """The watches that have something to say. Only those that were changed are read again."""
        for name, version in (await self._watch.versions()).items():
            if name not in self._known or self._known[name][0] != version:
                self._known[name] = version, await self._watch.state(name)
        return {name: state for name, (_, state) in self._known.items() if state.outbox}

    def _waiting(self, states: dict[str, State]) -> Iterator[_Waiting]:
        for environment, state in states.items():
            busy = {key for name, key in self._busy if name == environment}
            for message in sendable(state, busy):
                yield _Waiting(environment, message)

    def _lane(self, waiting: _Waiting) -> Lane:
        return self._lanes[self._watch.stack.channel_of(waiting.environment), waiting.message.kind is Kind.EDIT]

    async def _try(self, waiting: _Waiting, lane: Lane) -> None:
        """Claim the message, say it, record it. Whatever happens, it is then either said or waits."""
        problem: Exception | None = None
        try:
            await self._claim_and_say(waiting)
        except Failure as failure:
            problem = failure
            self.said["failed"] += 1
            self._count("failed")
            log.warning("message %s of %s waits: %s", waiting.message.key, waiting.environment, failure)
        except Exception as defect:  # a defect may not stop what else is to be said
            problem = defect
            log.exception("message %s could not be said", waiting.message.key)
        finally:
            lane.leave(self._clock.monotonic(), problem)
            self._busy.pop(waiting.name, None)
            self._ended.set()

    async def _claim_and_say(self, waiting: _Waiting) -> None:
        environment, message = waiting.environment, waiting.message
        self._tenure.check()
        # What nobody had claimed was never sent; of what had been claimed before, nobody knows without looking.
        # The round's own view may be older than the last try.
        doubt = message.key in (await self._watch.state(environment)).flying
        made = await self._watch.happen(environment, Claimed(message.key))
        if message.key not in made.state.flying:
            return  # taken back meanwhile

        def ready() -> None:
            nonlocal doubt
            self._tenure.check()
            doubt = False

        try:
            await self._voice.say(self._order(waiting, made.state, doubt, ready))
        except Failure as failure:
            await self._unsay(waiting, doubt or isinstance(failure, Ambiguous))
            raise
        await self.fallback.owe(environment, message)
        await self._watch.happen(environment, Sent(message.key))
        self.said[message.kind.value] += 1
        self._count("said")

    def _order(self, waiting: _Waiting, state: State, look: bool, ready: Callable[[], None]) -> Order:
        stack = self._watch.stack
        return Order(
            message=waiting.message,
            channel=stack.channel_of(waiting.environment),
            environment=stack.environments.get(waiting.environment, _NOWHERE),
            rules=self._watch.rules(waiting.environment),
            state=state,
            look=look,
            ready=ready,
        )

    async def _unsay(self, waiting: _Waiting, doubt: bool) -> None:
        """Let the machine think again of what was certainly not said; what is in doubt stays claimed, to be looked for.

        What a fallback has told stays claimed as well, for people have heard of it. An edit may be repeated.
        """
        message = waiting.message
        if doubt and message.kind is not Kind.EDIT:
            return
        async with self.fallback.deciding:
            if not await self.fallback.has(message):
                await self._watch.happen(waiting.environment, Unsent(message.key))

    async def _fall_back(self, states: dict[str, State]) -> None:
        """Tell the fallback what the channel should know and Slack has not taken in time."""
        if not self.fallback.is_there:
            return
        now = self._clock.now().timestamp()
        for environment, state in states.items():
            lane = self._lanes.get((self._watch.stack.channel_of(environment), False))
            if lane is None or not lane.trouble:
                continue
            for message in state.outbox:
                late = now - message.at >= self._watch.stack.slack.fallback_after
                if self.fallback.wants(message) and (late or lane.refused):
                    await self._tell(environment, message, lane.trouble)

    async def _tell(self, environment: str, message: Message, trouble: str) -> None:
        self._tenure.check()
        async with self.fallback.deciding:
            made = await self._watch.happen(environment, Claimed(message.key))
            if message.key in made.state.flying:
                await self.fallback.tell(environment, message, trouble)
