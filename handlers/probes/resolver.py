"""Names into addresses, in threads of the probes' own.

getaddrinfo blocks its thread for many seconds when a resolver is dead. The event loop has a handful of threads for all
that blocks; a few dead names would take every one of them, and with them whatever else the process wants done.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable

from aiohttp.abc import AbstractResolver, ResolveResult

MOST = 1024  # names looked up at once; a waiting thread costs a few kilobytes
Found = list[tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[str, int] | tuple[str, int, int, int]]]
_Query = tuple[str, socket.AddressFamily, int]


class Names:
    """Looks names up, each in a thread of its own that nobody waits for; askers of one name share a look-up.

    To be used within one event loop.
    """

    def __init__(self, ask: Callable[..., Found] = socket.getaddrinfo) -> None:  # type: ignore[assignment]  # answers as asked
        self._ask = ask
        self._free = asyncio.Semaphore(MOST)
        self._under_way: dict[_Query, asyncio.Future[Found]] = {}

    async def look_up(self, host: str, family: socket.AddressFamily = socket.AF_UNSPEC, flags: int = 0) -> Found:
        """Every stream address of `host`, port 0; raises socket.gaierror, or UnicodeError for what cannot be a name."""
        query = (host, family, flags)
        if query not in self._under_way:
            await self._free.acquire()
            if query in self._under_way:
                self._free.release()
            else:
                self._begin(query)
        return await asyncio.shield(self._under_way[query])

    def _begin(self, query: _Query) -> None:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Found] = loop.create_future()
        self._under_way[query] = answer
        answer.add_done_callback(lambda _: self._ended(query))
        threading.Thread(target=self._run, args=(loop, query, answer), name="name look-up", daemon=True).start()

    def _ended(self, query: _Query) -> None:
        answer = self._under_way.pop(query)
        if not answer.cancelled():
            answer.exception()  # or asyncio complains where every asker has given up
        self._free.release()

    def _run(self, loop: asyncio.AbstractEventLoop, query: _Query, answer: asyncio.Future[Found]) -> None:
        host, family, flags = query
        found: Found | Exception
        try:
            found = self._ask(host, 0, family, socket.SOCK_STREAM, 0, flags)
        except (OSError, ValueError) as error:  # a UnicodeError is a ValueError
            found = error
        with contextlib.suppress(RuntimeError):  # the loop has been closed meanwhile
            loop.call_soon_threadsafe(_settle, answer, found)


def _settle(answer: asyncio.Future[Found], found: Found | Exception) -> None:
    if answer.done():
        return
    if isinstance(found, Exception):
        answer.set_exception(found)
    else:
        answer.set_result(found)


class ThreadResolver(AbstractResolver):
    """The same for aiohttp."""

    def __init__(self, names: Names | None = None) -> None:
        self._names = names or Names()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Every stream address of `host`; raises socket.gaierror."""
        return [
            ResolveResult(
                hostname=host, host=str(address[0]), port=port, family=kind, proto=proto, flags=socket.AI_NUMERICHOST
            )
            for kind, _, proto, _, address in await self._names.look_up(host, family, socket.AI_ADDRCONFIG)
        ]

    async def close(self) -> None:
        """Nothing to let go of: a thread that still waits for a dead resolver ends by itself."""
