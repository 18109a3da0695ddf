"""A TCP door in front of a Unix socket that can be made slow, so that a database is really slow for everyone."""

from __future__ import annotations

import asyncio
import contextlib

_CHUNK = 64 * 1024


class TcpProxy:
    """Forwards `127.0.0.1:port` to the Unix socket `upstream`; it is closed while the server behind it is down.

    `delay` (seconds) holds back each piece of an answer; 0 forwards at once.
    """

    def __init__(self, port: int, upstream: str) -> None:
        self.delay = 0.0
        self._port = port
        self._upstream = upstream
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Accept connections."""
        if self._server is None:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)

    async def close(self) -> None:
        """Refuse new connections and cut the present ones."""
        if self._server is None:
            return
        self._server.close()
        self._server = None
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None:
            return
        self._connections.add(task)
        try:
            up_reader, up_writer = await asyncio.open_unix_connection(self._upstream)
            await self._join((reader, writer), (up_reader, up_writer))
        except OSError:
            writer.close()
        except asyncio.CancelledError:  # by `close`; Python 3.11's server would print it as an error
            writer.close()
        finally:
            self._connections.discard(task)

    async def _join(self, client: _Streams, upstream: _Streams) -> None:
        both = [
            asyncio.create_task(self._pump(client[0], upstream[1], slow=False)),
            asyncio.create_task(self._pump(upstream[0], client[1], slow=True)),
        ]
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in both:
                task.cancel()
            client[1].close()  # before anything is awaited: `close` may cancel this very moment
            upstream[1].close()
            await asyncio.gather(*both, return_exceptions=True)

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, slow: bool) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await source.read(_CHUNK):
                if slow and self.delay:
                    await asyncio.sleep(self.delay)
                sink.write(data)
                await sink.drain()


_Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
