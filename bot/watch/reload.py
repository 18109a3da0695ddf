"""A changed stack.yaml is picked up while the bot runs: read again, validated, and only then put in place."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bot.stack import LoadedStack, StackError, parse_stack
from bot.stackfile.source import Unreadable, read_bytes
from bot.store.stackfiles import StackFileStore
from bot.watch.differences import differences
from handlers.core.redaction import Redactor
from handlers.stack.environment import Stack

log = logging.getLogger(__name__)

_EVERY = 3.0  # seconds between looks at the file
_PROBLEMS = 10  # of a refused file that are told; `medic check` lists them all

Tell = Callable[[str, str], Awaitable[None]]
"""Says a text in the incident channel, once for each key."""


class LiveStack:
    """The stack that counts at this moment. Ask again each time: what was asked for before stays as it was."""

    def __init__(self, loaded: LoadedStack) -> None:
        self.loaded = loaded

    def stack(self) -> Stack:
        """The stack itself."""
        return self.loaded.stack


@dataclass(frozen=True, slots=True)
class _Look:
    """What the file looked like: where the name leads (through links), when it was written, how large it is."""

    inode: int
    device: int
    written: int
    size: int


class Reloader:
    """Follows the file that `live` came from; writes over it, renames onto it, and swapped links are all changes.

    A change counts once it has stood still for one look, since many editors write a file bit by bit. What is refused
    is said once and changes nothing; what is accepted counts for every request, check and alert from then on, and its
    secrets are redacted before that.
    """

    def __init__(
        self, live: LiveStack, environ: Mapping[str, str], redact: Redactor, store: StackFileStore, tell: Tell
    ) -> None:
        self._live = live
        self._environ = environ
        self._redact = redact
        self._store = store
        self._tell = tell
        self._path = Path(live.loaded.path)
        self._look: _Look | None = None
        self._moving = ""
        self._judged = live.loaded.digest
        self._telling: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Look every few seconds, until cancelled."""
        is_noted = False
        try:
            while True:
                try:
                    is_noted = is_noted or bool(await self._store.note(self._live.loaded.digest))
                    await self.look()
                except Exception:  # the database is away, or a defect: the stack that counts goes on
                    log.exception("stack.yaml could not be looked at")
                await asyncio.sleep(_EVERY)
        finally:
            for task in self._telling:
                task.cancel()
            await asyncio.gather(*self._telling, return_exceptions=True)

    async def settle(self) -> None:
        """Until all that there was to say is said."""
        await asyncio.gather(*self._telling)

    async def look(self) -> None:
        """One look: the file is read only when it seems to be another, and judged only when its content is."""
        look = await asyncio.to_thread(_look, self._path)
        if look is None or (look == self._look and not self._moving):
            return
        self._look = look
        try:
            content = await asyncio.to_thread(read_bytes, self._path)
        except Unreadable:  # it is just being replaced; if it is gone for good, what counts goes on counting
            return
        digest = hashlib.sha256(content).hexdigest()
        still, self._moving = digest == self._moving, "" if digest == self._judged else digest
        if self._moving and still:
            self._moving, self._judged = "", digest
            await self._judge(content, digest)

    async def _judge(self, content: bytes, digest: str) -> None:
        before = self._live.loaded
        number = await self._store.note(digest)
        if digest == before.digest:  # a refused file was taken back
            return
        try:
            loaded = await asyncio.to_thread(parse_stack, content, self._environ, str(self._path))
        except StackError as error:
            self._say(f"stack:{number}", _refused(error))
            return
        self._redact.add(*loaded.secrets)
        self._live.loaded = loaded
        self._say(f"stack:{number}", f"stack.yaml was read again: {differences(before.stack, loaded.stack)}.")

    def _say(self, key: str, text: str) -> None:
        """In the background: Slack may be away for as long as it likes."""
        log.info("%s", text)
        task = asyncio.create_task(self._told(key, text))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _told(self, key: str, text: str) -> None:
        try:
            await self._tell(key, self._redact(text))
        except Exception:
            log.exception("what became of the changed stack.yaml could not be said")


def _look(path: Path) -> _Look | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return _Look(status.st_ino, status.st_dev, status.st_mtime_ns, status.st_size)


def _refused(error: StackError) -> str:
    named = [replace(problem, file=Path(problem.file).name) for problem in error.problems[:_PROBLEMS]]
    lines = [str(problem) for problem in named]
    if len(error.problems) > _PROBLEMS:
        lines.append(f"... and {len(error.problems) - _PROBLEMS} more; `medic check` lists them all")
    return "The changed stack.yaml is refused, and what it said before still counts:\n" + "\n".join(lines)
