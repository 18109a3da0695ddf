"""What benchmarks/diagnosis.py probes: an HTTP server on loopback, in a process of its own, that costs next to nothing.

`/sleep/MS` answers after so many milliseconds, everything else at once. Prints its port.
"""

from __future__ import annotations

import asyncio

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n" + b'{"status":"ok"}'


class Target(asyncio.Protocol):
    """One connection; requests without a body, one after the other."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport)
        self._transport, self._heard = transport, b""

    def data_received(self, data: bytes) -> None:
        """Answer every complete request."""
        self._heard += data
        while (end := self._heard.find(b"\r\n\r\n")) >= 0:
            line, self._heard = self._heard[: self._heard.find(b"\r\n")], self._heard[end + 4 :]
            path = line.split(b" ")[1]
            if path.startswith(b"/sleep/"):
                asyncio.get_running_loop().call_later(int(path[7:]) / 1000, self._answer)
            else:
                self._answer()

    def _answer(self) -> None:
        if not self._transport.is_closing():
            self._transport.write(ANSWER)


async def main() -> None:
    """Serve until the process is ended."""
    server = await asyncio.get_running_loop().create_server(Target, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
