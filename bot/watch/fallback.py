"""When Slack does not take a message: what the channel should know goes to other services, once to each."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from bot.incidents import mentions
from bot.incidents.model import Kind, Message, Why
from bot.sinks import Sink, Tone
from bot.store.fallbacks import GIVEN_UP, TOLD, TRIED, WAITS, FallbackStore, Letter
from bot.watch.tenure import Tenure
from handlers.core.errors import Failure, Permanent

log = logging.getLogger(__name__)

_ENDS = {Why.ENDED, Why.CLOSED, Why.MERGED}
_BEGINS = {Why.BEGAN, Why.REOPENED}
_WAITS = (5.0, 15.0, 60.0, 180.0, 600.0)  # seconds between the tries of one letter
_GLANCE = 2.0
_AGAIN = "(This may be a repeat: the bot was interrupted.)"


class Fallback:
    """Beginnings, changes and ends for services other than Slack; never progress.

    `addresses`: as Apprise writes them; asked for each time, so that a new stack.yaml counts at once. `deciding` is
    held while it is decided whether a message was told here. `told` and `failed` count messages and tries by service,
    `count` is given each of these words.
    """

    def __init__(
        self, addresses: Callable[[], tuple[str, ...]], store: FallbackStore, count: Callable[[str], None]
    ) -> None:
        self.deciding = asyncio.Lock()
        self.told: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()
        self._addresses, self._store, self._count = addresses, store, count
        self._known: set[str] = set()
        self._written = asyncio.Event()
        self._sending: dict[str, asyncio.Task[None]] = {}

    @property
    def is_there(self) -> bool:
        """Whether there is any service to turn to."""
        return bool(self._addresses())

    def wants(self, message: Message) -> bool:
        """Whether this is for other services too, and they are not known to have been told."""
        return (message.kind is Kind.CHANNEL or message.why is Why.MERGED) and message.key not in self._known

    async def has(self, message: Message) -> bool:
        """Whether other services were told of this message, or will be."""
        if message.kind is Kind.EDIT:
            return False
        return message.key in self._known or message.key in await self._store.keys([message.incident])

    async def tell(self, environment: str, message: Message, trouble: str) -> None:
        """Have every service told. It is on disk when this returns, once for each however often it is called."""
        body = f"{mentions.plain(message.text)}\n\nSlack has not taken this message: {trouble}"
        await self._keep(environment, message, body, [Sink.of(address).name for address in self._addresses()])

    async def owe(self, environment: str, message: Message) -> None:
        """Have those told of an end who were told of the beginning, even though Slack has taken this message."""
        if message.why not in _ENDS or not self.is_there:
            return
        last = {letter.sink: letter for letter in await self._store.of_incident(message.incident)}
        owed = [name for name, letter in last.items() if not letter.ends]
        await self._keep(environment, message, mentions.plain(message.text), owed)

    async def _keep(self, environment: str, message: Message, body: str, sinks: list[str]) -> None:
        ends = message.why in _ENDS
        tone = Tone.ENDS if ends else Tone.BEGINS if message.why in _BEGINS else Tone.CHANGES
        title = f"opsmedic: {environment}: {message.why.value}"
        letter = Letter(message.key, "", message.incident, tone.value, title, body, ends)
        await self._store.keep([replace(letter, sink=name) for name in sinks])
        if sinks:
            self._known.add(message.key)
            self._written.set()

    async def run(self, tenure: Tenure) -> None:
        """Send what was written down, each service at its own pace, while this replica is in office."""
        try:
            while True:
                await tenure.gained()
                for sink in map(Sink.of, self._addresses()):
                    task = self._sending.get(sink.name)
                    if task is None or task.done():
                        self._sending[sink.name] = asyncio.create_task(self._send_all(sink, tenure))
                await self._next_round()
        finally:
            for task in self._sending.values():
                task.cancel()
            await asyncio.gather(*self._sending.values(), return_exceptions=True)

    async def _next_round(self) -> None:
        try:
            async with asyncio.timeout(_GLANCE):
                await self._written.wait()
        except TimeoutError:
            return
        self._written.clear()

    async def _send_all(self, sink: Sink, tenure: Tenure) -> None:
        try:
            while tenure.safe and (letter := await self._store.next(sink.name)):
                await self._send(sink, letter)
        except Exception:  # one service must not keep the others from being told
            log.exception("the fallback %s could not be told", sink.name)

    async def _send(self, sink: Sink, letter: Letter) -> None:
        if letter.ends and not await self._heard(letter):
            await self._store.mark(letter, GIVEN_UP)
            return
        again = f"\n\n{_AGAIN}" if letter.state == TRIED else ""
        await self._store.mark(letter, TRIED)
        try:
            await sink.send(letter.title, letter.body + again, Tone(letter.tone))
        except Failure as problem:
            self.failed[sink.name] += 1
            self._count("failed")
            log.warning("%s", problem)
            is_over = letter.attempts >= len(_WAITS) or isinstance(problem, Permanent)
            await self._store.mark(letter, GIVEN_UP if is_over else WAITS, 0.0 if is_over else _WAITS[letter.attempts])
            return
        self.told[sink.name] += 1
        self._count("told")
        await self._store.mark(letter, TOLD)

    async def _heard(self, end: Letter) -> bool:
        """Whether the last word this service took of the incident was that it goes on."""
        told = [
            one for one in await self._store.of_incident(end.incident) if one.sink == end.sink and one.state == TOLD
        ]
        return bool(told) and not told[-1].ends
