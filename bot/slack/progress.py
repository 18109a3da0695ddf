"""Live progress as one message that is edited: at most once a second, so that it never crowds out an answer."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from types import TracebackType

from bot.slack.blocks import Message, clip, code, context, escape, section, sections
from handlers.core.errors import Failure
from handlers.core.ports import Health, Tick

_MARK = {Health.OK: ":white_check_mark:", Health.FAILING: ":x:", Health.UNKNOWN: ":grey_question:"}
_SHOWN = 60  # lines; past that only what is not well is listed
_INTERVAL = 1.0  # seconds between edits: Slack takes about one message per second and channel

Show = Callable[[Message], Awaitable[None]]


class MessageProgress:
    """A Progress that keeps one message up to date through `show`, which posts it at first and edits it after."""

    def __init__(self, show: Show, interval: float = _INTERVAL) -> None:
        self._show = show
        self._interval = interval
        self._what = ""
        self._begun = self._total = 0  # ticks before the present part, and those it comes to
        self._ticks: list[Tick] = []
        self._changed = asyncio.Event()
        self._editor: asyncio.Task[None] | None = None

    async def __aenter__(self) -> MessageProgress:
        return self

    async def begin(self, what: str, total: int) -> None:
        """Post the message; a run that works in several parts goes on in the same one, each part counted by itself."""
        if len(self._ticks) - self._begun >= self._total:
            self._begun, self._total = len(self._ticks), 0
        self._what, self._total = what, self._total + total
        if self._editor is None:
            await self._try_to_show()
            self._editor = asyncio.create_task(self._edit())

    async def tick(self, tick: Tick) -> None:
        """Note what has ended; the message follows within the interval."""
        self._ticks.append(tick)
        self._changed.set()

    async def _edit(self) -> None:
        while True:
            await self._changed.wait()
            await asyncio.sleep(self._interval)
            self._changed.clear()
            await self._try_to_show()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._editor is None:
            return
        self._editor.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._editor
        if error is None or isinstance(error, Exception):
            await self._try_to_show()

    async def _try_to_show(self) -> None:
        """The next edit brings the same and more, and the report brings all of it: a failure here stops nothing."""
        with contextlib.suppress(Failure):
            await self._show(self._message())

    def _message(self) -> Message:
        done = len(self._ticks)
        lines = self._ticks
        if done > _SHOWN:
            lines = [tick for tick in self._ticks if tick.health is not Health.OK][:_SHOWN]
        count = f"{done - self._begun} of {self._total}"
        title = f"*{escape(self._what)}*: {count}"
        blocks = [section(title), *sections(_line(tick) for tick in lines)]
        if done > len(lines):
            blocks.append(context(f"{done - len(lines)} more are not listed"))
        return Message(f"{self._what}: {count}", tuple(blocks))


def _line(tick: Tick) -> str:
    return f"{_MARK[tick.health]} {code(tick.name)} {escape(clip(tick.detail, 160))} · {tick.seconds * 1000:.0f} ms"
