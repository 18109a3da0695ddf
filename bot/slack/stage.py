"""A run's thread: one root in the channel, everything else below it; or private answers to the asker alone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext

from bot.runs import Place, Run
from bot.slack import report_blocks
from bot.slack.blocks import Message
from bot.slack.channels import Channels
from bot.slack.poster import Poster
from bot.slack.progress import MessageProgress
from bot.store.posts import Intent
from handlers.core.errors import Failure
from handlers.core.ports import Progress, RecordedProgress
from handlers.core.report import Report
from handlers.core.request import Request

log = logging.getLogger(__name__)

Compare = Callable[[Report, Report], Sequence[str]]


def title(request: Request) -> str:
    """What a run is called: `diagnose staging backend`."""
    return " ".join(part for part in (request.capability, request.environment, request.service) if part)


class SlackStage:
    """Plays runs in Slack. Every message's key is made of the run's id, so that playing a run again doubles nothing."""

    def __init__(self, poster: Poster, channels: Channels, compare: Compare) -> None:
        self._poster = poster
        self._channels = channels
        self._compare = compare

    async def open(self, run: Run) -> Place:
        """Post the root, unless the run is private or was asked for inside a thread."""
        origin = run.origin
        if origin.private:
            return Place("", "")
        if origin.thread:
            return Place(origin.channel, origin.thread)
        channel = await self._channels.id_of(origin.channel)
        root = report_blocks.root_begun(title(run.request), origin.user, run.id)
        return Place(channel, await self._poster.post(Intent(f"{run.id}:root", run.id, channel), root))

    def progress(self, run: Run, place: Place) -> AbstractAsyncContextManager[Progress]:
        """One message in the thread that follows the work; a private run shows none."""
        if not place.thread:
            return nullcontext(RecordedProgress())
        intent = Intent(f"{run.id}:progress", run.id, place.channel, place.thread)

        posted = ""

        async def show(message: Message) -> None:
            nonlocal posted
            if posted:
                await self._poster.try_edit(place.channel, posted, message)
            posted = posted or await self._poster.post(intent, message)

        return MessageProgress(show)

    async def publish(self, run: Run, place: Place, report: Report, previous: Report | None) -> None:
        """The report in the thread, its files after it, and the outcome on the root."""
        changes = self._compare(previous, report) if previous else ()
        messages = report_blocks.report_messages(report, run.id, changes, run.origin.user)
        if not place.thread:
            await self._poster.privately(run.origin.response_url, messages[0])
            return
        for number, message in enumerate(messages):
            key = f"{run.id}:report:{number}"
            await self._poster.post(Intent(key, run.id, place.channel, place.thread), message)
        for file in report.files:
            await self._poster.upload(Intent(f"{run.id}:file:{file.name}", run.id, place.channel, place.thread), file)
        if not run.origin.thread:
            root = report_blocks.root_finished(title(run.request), report, run.origin.user, run.id)
            await self._poster.edit(place.channel, place.thread, root)

    async def fail(self, run: Run, place: Place | None, reason: str) -> None:
        """In the thread where there is one; privately where the thread cannot be reached."""
        message = report_blocks.failure(reason, run.id)
        if place is not None and place.thread:
            try:
                await self._fail_in_thread(run, place, message, reason)
                return
            except Failure as problem:
                log.warning("run %s could not report its failure in the thread: %s", run.id, problem)
        await self._poster.privately(run.origin.response_url, message)

    async def _fail_in_thread(self, run: Run, place: Place, message: Message, reason: str) -> None:
        await self._poster.post(Intent(f"{run.id}:failed", run.id, place.channel, place.thread), message)
        if not run.origin.thread:
            root = report_blocks.root_failed(title(run.request), reason, run.origin.user, run.id)
            await self._poster.edit(place.channel, place.thread, root)
